using static Sidecars.Apps.Planted.Outcome;
using static Sidecars.Apps.Planted.Proof;

namespace Sidecars.Apps.Planted;

/// <summary>Hooks in the clone. They are often there for good reasons, and none of them is run.</summary>
internal static class HookPlants
{
    public static Plant[] All { get; } =
    [
        Hook("applypatch-msg", "git format-patch -1 --stdout --root > $OUTSIDE/p; git am $OUTSIDE/p"),
        Hook("pre-commit", "git commit --allow-empty -m x"),
        Hook("prepare-commit-msg", "git commit --allow-empty -m x"),
        Hook("commit-msg", "git commit --allow-empty -m x"),
        Hook("post-commit", "git commit --allow-empty -m x"),
        Hook("pre-merge-commit", "git checkout -q -b other; git commit -q --allow-empty -m a; git checkout -q main; git commit -q --allow-empty -m b; git merge other -m c"),
        Hook("pre-rebase", "git commit -q --allow-empty -m a; git fetch; git rebase origin/main"),
        Hook("post-rewrite", "git commit --amend -m x"),
        Hook("post-checkout", "git checkout --detach"),
        Hook("reference-transaction", "git fetch"),
        Hook("post-index-change", "git checkout --detach"),
        Hook("post-merge", "git pull"),
        Hook("pre-auto-gc", "git -c gc.autoPackLimit=1 repack -q; git -c gc.autoPackLimit=1 fetch; git repack; git -c gc.autoPackLimit=1 gc --auto"),
        Hook("pre-push", "git push $SERVER main:mine"),
        Hook("pre-receive", "git push . main:mine"),
        Hook("update", "git push . main:mine"),
        Hook("post-receive", "git push . main:mine"),
        Hook("post-update", "git push . main:mine"),
        Hook("push-to-checkout", "git config receive.denyCurrentBranch updateInstead; git clone -q . $OUTSIDE/copy; git -C $OUTSIDE/copy commit -q --allow-empty -m x; git -C $OUTSIDE/copy push -q"),
        Hook("proc-receive", "git config receive.procReceiveRefs refs/for; git push . main:refs/for/mine"),
    ];

    private static Plant Hook(string name, string command) => new($"hooks/{name}", $"cp $CANARY .git/hooks/{name}", Ignored("no hook is run"), Runs(command));
}
