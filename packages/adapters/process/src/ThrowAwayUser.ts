/**
 * The user that commands run as where LayerCake is root: an id that nobody on the machine has.
 */

/** Between the ranges that systems hand out by themselves. */
export const id = 60_914

/**
 * Lines of shell, in the folder of the command, that give away what is not the throw-away user's yet, except the
 * repository. Called as `sh -c <script> owner <id> <cache folder or ""> <program> <arguments>`; what follows is left in "$@".
 */
export const give = `
uid=$1
cache=$2
shift 2
find . -xdev -path ./.git -prune -o ! -user "$uid" -exec chown -h "$uid:$uid" {} +
if [ -d "$cache" ]; then find "$cache" -xdev ! -user "$uid" -exec chown -h "$uid:$uid" {} +; fi
`

/** The same, and then the program as that user for good. */
export const become = `${give}
exec setpriv --reuid "$uid" --regid "$uid" --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all -- "$@"
`
