using static Sidecars.Apps.Planted.Outcome;
using static Sidecars.Apps.Planted.Proof;
using static Sidecars.Apps.Planted.Scripts;

namespace Sidecars.Apps.Planted;

/// <summary>Links that lead out of the clone.</summary>
internal static class LinkPlants
{
    public static Plant[] All { get; } =
    [
        new("a .git link", $"{OutsideRepository}; rm -r .git; ln -s $OUTSIDE/repo/.git .git", Refused(".git is not a directory"), Runs("git status")),
        new("a .git link to nowhere", "mv .git $OUTSIDE; ln -s $OUTSIDE/nowhere .git", Refused(".git is not a directory"), Writes("mkdir $OUTSIDE/nowhere; git init")),
        new("a link in place of the config", $"{OutsideConfig}; ln -sf $OUTSIDE/config .git/config", Refused(".git/config"), Runs("git status")),
        new("a link in place of the objects", "mv .git/objects $OUTSIDE; ln -s $OUTSIDE/objects .git/objects", Refused(".git/objects"), Writes("git fetch")),
        new("a link among the refs", "mv .git/refs/remotes $OUTSIDE; ln -s $OUTSIDE/remotes .git/refs/remotes", Refused(".git/refs/remotes"), Writes("git fetch")),
        new("a link in place of FETCH_HEAD", "touch $OUTSIDE/victim; ln -sf $OUTSIDE/victim .git/FETCH_HEAD", Refused("FETCH_HEAD"), Writes("git fetch")),
        new("a hard link in place of FETCH_HEAD", "touch $OUTSIDE/victim; ln -f $OUTSIDE/victim .git/FETCH_HEAD", Ignored("git-clone does not write it"), Writes("git fetch")),
        new("a hard link in place of a log", "echo mine > $OUTSIDE/victim; ln -f $OUTSIDE/victim .git/logs/HEAD", Ignored("as above"), Writes("git checkout --detach")),
        new("a link in place of the packs", "mv .git/objects/pack $OUTSIDE; ln -s $OUTSIDE/pack .git/objects/pack", Refused(".git/objects/pack"), Writes("git repack -ad; git fetch --unshallow; git -c fetch.unpackLimit=1 fetch")),
        new("a link in place of the logs", "git config core.logAllRefUpdates true; rm -rf .git/logs; mkdir $OUTSIDE/logs; ln -s $OUTSIDE/logs .git/logs", Refused(".git/logs"), Writes("git checkout --detach")),
        new("a link in place of HEAD", "echo $CLONED > $OUTSIDE/victim; ln -sf $OUTSIDE/victim .git/HEAD", Refused(".git/HEAD"), Nothing("git status; git commit --allow-empty -m x", "git does not take it for a repository")),
        new("a link in place of the index", "mv .git/index $OUTSIDE/victim; ln -s $OUTSIDE/victim .git/index", Refused(".git/index"), Writes("git rm -q --cached README.md")),
        new("a link in place of packed-refs", "mv .git/packed-refs $OUTSIDE/victim; ln -s $OUTSIDE/victim .git/packed-refs", Refused(".git/packed-refs"), Writes("git pack-refs --all; git branch x; git pack-refs --all")),
        new("a link in place of info", "git config core.attributesFile /dev/null; git config --unset core.attributesFile; rm -rf .git/info; mkdir $OUTSIDE/info; echo '* text eol=crlf' > $OUTSIDE/info/attributes; ln -s $OUTSIDE/info .git/info", Refused(".git/info"), Deceives($"{CheckOutWanted}; grep -q \"$(printf '\\r')\" new.txt")),
        new("a link in place of shallow", "echo $CLONED > $OUTSIDE/victim; ln -sf $OUTSIDE/victim .git/shallow", Refused(".git/shallow"), Deceives("git rev-parse --is-shallow-repository | grep true")),
        new("a link in place of our directory", "rm -rf .git/git-clone; mkdir $OUTSIDE/ours; ln -s $OUTSIDE/ours .git/git-clone", Refused(".git/git-clone"), Writes("echo x > .git/git-clone/checkout")),
        new("a link in place of our lock", "ln -sf $OUTSIDE/victim .git/git-clone/lock", Refused(".git/git-clone/lock"), Writes("echo x > .git/git-clone/lock")),
        new("a link in place of what is fetched", "mkdir $OUTSIDE/incoming; ln -s $OUTSIDE/incoming .git/git-clone/..tmp-incoming.0000000000000000", Refused(".git/git-clone/..tmp-incoming"), Writes("echo x > .git/git-clone/..tmp-incoming.0000000000000000/x")),
        new("a link in what is fetched", "mkdir .git/git-clone/..tmp-incoming.0; ln -s $OUTSIDE .git/git-clone/..tmp-incoming.0/pack", Refused(".git/git-clone/..tmp-incoming"), Writes("echo x > .git/git-clone/..tmp-incoming.0/pack/x")),
        new("a linked directory in the work tree", $"{Author("mkdir a; echo a > a/file; git add .")}; git pull -q; mv a $OUTSIDE; ln -s $OUTSIDE/a a; {Author("echo b > a/file; git add .")}", LeftAlone("changed file"), Nothing("git reset --hard; git pull", "git replaces the link")),
    ];
}
