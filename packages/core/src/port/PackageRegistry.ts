/**
 * What the registry that packages are installed from says about a package. Judges nothing and installs nothing.
 */
import { Context, type Effect, type Option, Schema } from "effect"
import type { Timestamp } from "../event/Timestamp.ts"

export interface PackageVersion {
  readonly version: string
  /** Null when the registry gives no date. */
  readonly publishedAt: Timestamp | null
  /** The author's words; null when it is not deprecated. */
  readonly deprecated: string | null
  /** It asks to run programs of its own when it is installed. */
  readonly hasInstallScript: boolean
}

export interface PackageDescription {
  readonly name: string
  /** When its first version appeared; null when the registry gives no dates. */
  readonly firstPublishedAt: Timestamp | null
  /**
   * `publication`: when a version was published. `arrival`: when this registry, a mirror, got to know of it, so that a
   * version may be older than its date and is never younger.
   */
  readonly dates: "publication" | "arrival"
  /** Versions by tag; `latest` is the one that is taken when nothing else is said. */
  readonly tags: Readonly<Record<string, string>>
  /** Of those that can be installed; in no order. */
  readonly versions: ReadonlyArray<PackageVersion>
  /** Null when nobody says. */
  readonly weeklyDownloads: number | null
}

/** Nothing is known about the package: no answer, no right to ask, or an answer that cannot be read. */
export class RegistryUnavailable extends Schema.TaggedError<RegistryUnavailable>()("RegistryUnavailable", {
  package: Schema.String,
  reason: Schema.Literals(["unreachable", "refused", "unreadable"]),
  detail: Schema.String
}) {
  get isRetryable() {
    return this.reason === "unreachable"
  }
  override get message() {
    const advice =
      this.reason === "refused"
        ? "Give npm on this machine the right to read it."
        : this.reason === "unreadable"
          ? "Check which registry npm is configured with on this machine."
          : "Run it again when the network is there."
    return `The package registry says nothing about ${this.package} (${this.reason}: ${this.detail}). ${advice}`
  }
}

export class PackageRegistry extends Context.Service<
  PackageRegistry,
  {
    /** None when the registry knows no package of that name, or none of its versions can be installed any more. */
    readonly describe: (name: string) => Effect.Effect<Option.Option<PackageDescription>, RegistryUnavailable>

    /**
     * The version that an install without a lock file takes for a range such as `^1.2.0` or a tag such as `next`; none
     * when no version satisfies it, or it is no range at all.
     */
    readonly pick: (versions: PackageDescription, range: string) => Option.Option<PackageVersion>

    /**
     * Environment that package managers besides npm need to use the same registry; without credentials. Empty when it is
     * the one they use anyway.
     */
    readonly environment: Effect.Effect<Readonly<Record<string, string>>>
  }
>()("@layercake/core/port/PackageRegistry") {}
