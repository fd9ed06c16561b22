using static Sidecars.Apps.Planted.Outcome;
using static Sidecars.Apps.Planted.Proof;
using static Sidecars.Apps.Planted.Scripts;

namespace Sidecars.Apps.Planted;

/// <summary>What leads git to configuration, files or objects of another place.</summary>
internal static class DetourPlants
{
    public static Plant[] All { get; } =
    [
        new("core.worktree", "git config core.worktree $OUTSIDE", Refused("core.worktree"), Writes("git reset --hard")),
        new("include.path", $"{OutsideConfig}; git config include.path $OUTSIDE/config", Refused("include.path"), Runs("git status")),
        new("includeIf.*.path", $"{OutsideConfig}; git config includeIf.gitdir:/.path $OUTSIDE/config", Refused("includeIf"), Runs("git status")),
        new("config.worktree", "git config extensions.worktreeConfig true; git config --worktree core.fsmonitor $CANARY", Refused("worktree"), Runs("git status")),
        new("commondir", $"{OutsideRepository}; echo $OUTSIDE/repo/.git > .git/commondir", Refused("commondir"), Runs("git status")),
        new("a .git file", $"{OutsideRepository}; rm -r .git; echo gitdir: $OUTSIDE/repo/.git > .git", Refused(".git is not a directory"), Runs("git status")),
        new("a repository without .git", "mv .git/* .; rmdir .git; git config --file config core.worktree $PWD; git config --file config core.fsmonitor $CANARY", Refused("is no clone"), Runs("git status")),
        new("foreign objects", "git clone -q --bare $SERVER $OUTSIDE/store; echo $OUTSIDE/store/objects > .git/objects/info/alternates", Refused("alternates"), Deceives("git cat-file -e $WANTED")),
        new("objects/info/http-alternates", "echo http://$ELSEWHERE/store/objects > .git/objects/info/http-alternates", Refused("http-alternates"), Nothing("git fetch", "only a server has them that is nothing but files")),
        new("core.bare", "git config core.bare true", Refused("core.bare"), Deceives("! git status")),
        new("core.splitIndex", "git config core.splitIndex true", Refused("core.splitIndex"), Deceives("git rm -q --cached README.md; ls .git/sharedindex.*")),
        new("extensions.objectFormat", "git config core.repositoryFormatVersion 1; git config extensions.objectFormat sha256", Refused("extensions.objectFormat"), Deceives("! git cat-file -e $CLONED")),
        new("extensions.refStorage", "git config core.repositoryFormatVersion 1; git config extensions.refStorage reftable", Refused("extensions.refStorage"), Deceives("! git status")),
        new("a linked work tree", "mkdir -p .git/worktrees/x; echo ref: refs/heads/main > .git/worktrees/x/HEAD; echo ../.. > .git/worktrees/x/commondir; echo $OUTSIDE/x/.git > .git/worktrees/x/gitdir; mkdir $OUTSIDE/x; echo gitdir: $PWD/.git/worktrees/x > $OUTSIDE/x/.git", Ignored("other work trees are not looked at"), Deceives("git checkout --detach; ! git checkout main")),
        new("a submodule's own configuration", Submodule, Ignored("git-clone does not look into submodules"), Runs("git pull; git status")),
        new("a submodule's configuration below .git", $"{Submodule}; git -C sub config --unset core.fsmonitor; mkdir -p .git/modules; mv sub/.git .git/modules/sub; echo gitdir: ../.git/modules/sub > sub/.git; git config -f .git/modules/sub/config core.worktree ../../../sub; git config -f .git/modules/sub/config core.fsmonitor $CANARY", Ignored("as above"), Runs("git pull; git status")),
        new("info/attributes", "echo '* text eol=crlf' > .git/info/attributes", Ignored("the commit alone says how its files are written"), Deceives($"{CheckOutWanted}; grep -q \"$(printf '\\r')\" new.txt")),
        new("info/sparse-checkout", "echo '!/*' > .git/info/sparse-checkout", Ignored("core.sparseCheckout is not set"), Deceives("git -c core.sparseCheckout=true checkout --detach; git -c core.sparseCheckout=true read-tree -m -u HEAD; ! test -e README.md")),
    ];
}
