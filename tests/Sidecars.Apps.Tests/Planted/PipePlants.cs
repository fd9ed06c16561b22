using static Sidecars.Apps.Planted.Outcome;
using static Sidecars.Apps.Planted.Proof;
using static Sidecars.Apps.Planted.Scripts;

namespace Sidecars.Apps.Planted;

/// <summary>Pipes at which git would wait forever.</summary>
internal static class PipePlants
{
    public static Plant[] All { get; } =
    [
        new("a pipe in place of index", "rm -f .git/index; mkfifo .git/index", Refused(".git/index"), Deceives(Hangs("git status"))),
        new("a pipe in place of HEAD", "rm -f .git/HEAD; mkfifo .git/HEAD", Refused(".git/HEAD"), Deceives(Hangs("git status"))),
        new("a pipe in place of config", "rm -f .git/config; mkfifo .git/config", Refused(".git/config"), Deceives(Hangs("git status"))),
        new("a pipe in place of packed-refs", "rm -f .git/packed-refs; mkfifo .git/packed-refs", Refused(".git/packed-refs"), Deceives(Hangs("git for-each-ref"))),
        new("a pipe in place of a branch", "rm -f .git/refs/heads/x; mkfifo .git/refs/heads/x", Refused(".git/refs/heads/x"), Deceives(Hangs("git for-each-ref"))),
        new("a pipe in place of the pack", "touch .git/objects/pack/pack-$CLONED.pack; mkfifo .git/objects/pack/pack-$CLONED.idx", Refused(".git/objects/pack/pack-"), Deceives(Hangs("git cat-file -e $WANTED"))),
        new("a pipe in place of our journal", "rm -f .git/git-clone/checkout; mkfifo .git/git-clone/checkout", Refused(".git/git-clone/checkout"), Deceives(Hangs("cat .git/git-clone/checkout"))),
        new("a pipe in place of our lock", "rm -f .git/git-clone/lock; mkfifo .git/git-clone/lock", Refused(".git/git-clone/lock"), Deceives(Hangs("cat .git/git-clone/lock"))),
        new("a pipe in place of .gitmodules", "mkfifo .gitmodules", Ignored("it is not read"), Deceives(Hangs("git fetch"))),
        new("a pipe in place of .gitignore", "mkfifo .gitignore", Ignored("it is not read"), Deceives(Hangs("git status"))),
        new("a pipe in place of a file", "rm README.md; mkfifo README.md", LeftAlone("1 changed file"), Deceives(Hangs("cat README.md"))),
        new("a socket in .git", "python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\".git/fsmonitor--daemon.ipc\")'", Refused(".git/fsmonitor--daemon.ipc"), Nothing("git status", "nobody asked for it")),
    ];
}
