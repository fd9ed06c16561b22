namespace Sidecars.Apps.Hostile;

/// <summary>On the published files in $F, and on what may lie elsewhere in $W.</summary>
internal static class VolumeAttacks
{
    private const string InNewNamespaces = "unshare --user --map-root-user --mount";

    public static IReadOnlyList<Attack> All { get; } =
    [
        On("Writes to the token", "echo x >$F/token"),
        On("Appends to the token", "echo x >>$F/token"),
        On("Empties the token", ": >$F/token"),
        On("Writes to the token by a descriptor opened for reading", "exec 3<$F/token && echo x >/proc/self/fd/3"),
        On("Removes the token", "rm -f $F/token && ! test -e $F/token"),
        On("Renames the token", "mv $F/token $F/old"),
        On("Replaces the token by a link", "ln -sf /workspace/token $F/token"),
        On("Swaps the generation's link", "ln -sfn /workspace $F/..data"),
        On("Renames the generation's link", "mv -T $F/..data $F/old"),
        On("Renames the generation", "mv $F/..one $F/..two || mv $F/$(readlink $F/..data) $F/..two"),
        On("Removes the generation", "rm -rf $F/..data/ $F/..[!.d]* && ! test -e $F/token"),
        On("Adds a file", "touch $F/new"),
        On("Adds a file without a name", "perl -e 'sysopen F, $ENV{F}, 020200002, 0600 or die $!'"),
        On("Adds a directory", "mkdir $F/new"),
        On("Adds a pipe", "mkfifo $F/new"),
        On("Adds another owner's token", "mkdir -p $F/tokens && echo x >$F/tokens/evil"),
        On("Links the token into the clones", "ln -L $F/token /workspace/second-$$"),
        On("Links the token beside itself", "ln -L $F/token $F/second"),
        On("Lets everybody write to the token", "chmod 666 $F/token"),
        On("Lets everybody write to the directory", "chmod 777 $F/. $F/../."),
        On("Takes the token's ownership", "chown 1234 $F/token") with { By = Attackers.CapableRoot },
        On("Makes the token look old", "touch -d 2001-01-01 $F/token"),
        On("Fills the volume", "head -c 100000 /dev/zero >$F/fill"),
        On("Takes all of the volume's inodes", "for i in $(seq 300); do : >$F/inode-$i; done && test -e $F/inode-300"),
        Without("Mounts the volume for writing", "mount -o remount,rw,bind /var/run/github && touch $F/x"),
        Without("Mounts over the tokens", "mount --bind /workspace /var/run/github"),
        Without("Mounts the volume for writing in namespaces of its own", $"{InNewNamespaces} sh -c 'mount -o remount,rw,bind /var/run/github && touch $F/x'"),
        Without("Opens the key where the sidecar has it", "cat /var/run/secrets/github-app/private-key"),
        Without("Opens the state where the sidecar has it", "cat /var/run/github-state/*"),
        On("Looks for the key in every file", "grep -rslE -e '-----BEGIN [A-Z ]*PRIVATE KEY' $W --exclude-dir=usr --exclude-dir=proc --exclude-dir=sys --exclude-dir=\"$X\""),
        On("Looks for what the key signed in every file", "grep -rslE '(^|[^_A-Za-z0-9])eyJ[A-Za-z0-9_-]{10,}\\.eyJ' $W --exclude-dir=usr --exclude-dir=proc --exclude-dir=sys --exclude-dir=\"$X\""),
        Without("Looks for secrets in its own environment", "env | grep -E 'PRIVATE KEY|eyJ|ghs_'"),
        Without("Looks for our files in the shared memory", "ls -A /dev/shm | grep ."),
        Without("Looks for our segments of shared memory", "tail -n +2 /proc/sysvipc/shm | grep ."),
        new("Locks the tokens' files and directories", "perl -e 'for (\"$ENV{F}/token\", $ENV{F}, \"$ENV{F}/..data\") { open $h{$_}, \"<\", $_ or die $!; flock $h{$_}, 6 or die $! } if (!fork) { close STDOUT; close STDERR; sleep 90; }'", Attackers.App, "nothing comes of it: we lock nothing there"),
        new("Watches every file that is published", "exec 3<$F && cat $F/token.json", Attackers.All, "reads what is published, as it may"),
    ];

    private static Attack On(string name, string script) => new(name, script, Attackers.All);

    private static Attack Without(string name, string script) => On(name, script) with { IsPotent = false };
}
