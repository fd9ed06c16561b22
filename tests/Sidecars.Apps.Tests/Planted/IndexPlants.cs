using static Sidecars.Apps.Planted.Outcome;
using static Sidecars.Apps.Planted.Proof;
using static Sidecars.Apps.Planted.Scripts;

namespace Sidecars.Apps.Planted;

/// <summary>HEAD and index that name what they should not.</summary>
internal static class IndexPlants
{
    public static Plant[] All { get; } =
    [
        new("a HEAD outside of refs", "git rev-parse HEAD > $OUTSIDE/victim; echo ref: ../../../outside/victim > .git/HEAD", Refused("HEAD"), Nothing("git status; git commit --allow-empty -m x", "git does not take it for a repository")),
        new("a HEAD that climbs out of refs", "git rev-parse HEAD > $OUTSIDE/victim; echo ref: refs/../../../../outside/victim > .git/HEAD", Refused("HEAD"), Nothing("git status; git commit --allow-empty -m x", "git refuses names with dots")),
        new("an index that leads out of the work tree", Index("../../outside/victim", "++/++/outside/victim"), Stopped(".git/index has ../../outside/victim"), Writes("git checkout-index -f -a")),
        new("an index that leads into .git", Index(".git/hooks/victim", "+git/hooks/victim"), Stopped(".git/index has .git/hooks/victim"), Deceives("git checkout-index -f -a; ! grep -q mine .git/hooks/victim")),
        new("an index that goes through a link", $"echo mine > $OUTSIDE/victim; ln -s $OUTSIDE a; git update-index --add --cacheinfo 120000,$(printf $OUTSIDE | git hash-object -w --stdin),a; {Added("b/victim")}; sed -i 's|b/victim|a/victim|' .git/index", LeftAlone("changed file"), Nothing("git checkout-index -f -a", "git replaces the link")),
        new("an index with an absolute path", Index("/dev/shm/victim", "+dev/shm/victim"), Stopped(".git/index has /dev/shm/victim"), Nothing("git status", "git refuses such paths")),
        new("an index that is split", "git update-index --split-index", Stopped(".git/index"), Deceives("mv .git/sharedindex.* $OUTSIDE; ! git status")),
        new("an index that hides a change", $"git update-index --assume-unchanged README.md; echo mine > README.md; {Author("echo theirs > README.md; git add .")}", Stopped("README.md"), Deceives("git status --porcelain | wc -l | grep -qx 0")),
        new("an index that skips a file", $"git update-index --skip-worktree README.md; echo mine > README.md; {Author("echo theirs > README.md; git add .")}", Stopped("README.md"), Deceives("git status --porcelain | wc -l | grep -qx 0")),
        new("an index with an untracked cache", "git update-index --force-untracked-cache; git config --unset core.untrackedCache || true; git status", Ignored("git knows how to use it"), Nothing("git status", "it is not a lie")),
        new("an index with the answers of a monitor", "git config core.fsmonitor $CANARY; git update-index --fsmonitor; git update-index --fsmonitor-valid README.md; git config --unset core.fsmonitor; echo mine > README.md", LeftAlone("1 changed file"), Nothing("git status", "git forgets them when nobody is asked")),
        new("a garbled index", "echo garbage > .git/index", Stopped(".git/index"), Deceives("! git status")),
        new("an index of another kind", "printf 'DIRC\\0\\0\\0\\11\\377\\377\\377\\377' > .git/index", Stopped(".git/index"), Deceives("! git status")),
        new("a directory in place of the index", "rm .git/index; mkdir .git/index", Refused(".git/index is no file"), Deceives("! git status")),
    ];

    /// <summary>An index with a path that git would not have put there: it is added under another name of the same length.</summary>
    private static string Index(string path, string name)
        => $"echo mine > $OUTSIDE/victim; echo mine > .git/hooks/victim; {Added(name)}; sed -i 's|{name}|{path}|' .git/index";

    private static string Added(string path) => $"git update-index --add --cacheinfo 100644,$(git rev-parse HEAD:README.md),{path}";
}
