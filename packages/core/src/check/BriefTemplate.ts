/**
 * A brief to be filled in: every section that the check of briefs looks for, with what to write there. It does not pass
 * the check as it is.
 */

/** Markdown; the title is one line. */
export const briefTemplate = (title: string): string => `# ${title}

## Problem

TBD: who has which problem today, what they do about it, and what it costs them. Two or three sentences.

## Users

TBD: who will use it, how many they are, and what each kind of user wants to get done.

## Features

TBD: one line for each, beginning with a dash, such as "book a room for a time". Write what a user can do.

## Qualities

TBD: what has to hold besides, with numbers: speed, size, accessibility, privacy, languages, browsers.

## Out of scope

TBD: what it shall not do, so that nobody builds it.

## Constraints

TBD: technology, services, deadlines and rules that are given. Say "the factory may choose" where nothing is.
`
