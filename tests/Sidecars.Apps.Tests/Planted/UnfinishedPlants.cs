using static Sidecars.Apps.Planted.Outcome;
using static Sidecars.Apps.Planted.Proof;
using static Sidecars.Apps.Planted.Scripts;

namespace Sidecars.Apps.Planted;

/// <summary>What says that somebody has begun something: git itself, or git-clone, which has a directory of its own in .git.</summary>
internal static class UnfinishedPlants
{
    public static Plant[] All { get; } =
    [
        new("a rebase that runs a program", "mkdir .git/rebase-merge; cd .git/rebase-merge; echo refs/heads/main > head-name; echo $CLONED | tee onto orig-head; touch interactive; echo exec $CANARY | tee git-rebase-todo", LeftAlone("an unfinished rebase"), Runs("git rebase --continue")),
        new("a merge of something else", "git commit-tree -m x HEAD^{tree} > .git/MERGE_HEAD; echo x > .git/MERGE_MSG", LeftAlone("an unfinished merge"), Deceives("git commit --no-edit; git rev-parse HEAD^2")),
        Ours("a garbled checkout", "echo garbage > .git/git-clone/checkout", Refused(".git/git-clone/checkout is damaged")),
        Ours("a checkout onto a path", "echo $CLONED $CLONED ../../../../outside/victim > .git/git-clone/checkout", Refused(".git/git-clone/checkout is damaged")),
        Ours("a checkout of nothing", "echo $CLONED 0123456789012345678901234567890123456789 main > .git/git-clone/checkout", Ignored("of nothing, nothing can have been written")),
        Ours("a checkout of a commit that git refuses", "t=$(printf '040000 tree %s\\t.git\\n' $(git rev-parse HEAD^{tree}) | git mktree); echo $CLONED $(git commit-tree -m x $t) main > .git/git-clone/checkout", Ignored("as above")),
        Ours("a checkout of a file where somebody has a directory", $"{Begun}; mkdir new.txt; echo mine > new.txt/notes", Refused("new.txt/notes half checked out")),
        Ours("a checkout into a directory where somebody has a file", $"{Author("mkdir a; echo a > a/file; git add .")}; git fetch -q; echo $CLONED $(git rev-parse origin/main) main > .git/git-clone/checkout; echo mine > a", Refused("a half checked out")),
        Ours("a checkout of a file that somebody has changed", $"{Begun}; echo mine > new.txt", Refused("new.txt half checked out")),
        Ours("a checkout over a link", $"{Begun}; printf n > $OUTSIDE/victim; ln -s $OUTSIDE/victim new.txt", Refused("new.txt half checked out")),
        Ours("a checkout over a pipe", $"{Begun}; mkfifo new.txt", Refused("new.txt half checked out")),
        Ours("a checkout that is none", "mkdir .git/git-clone/checkout", Refused(".git/git-clone/checkout is no file")),
        Ours("a lock that is none", "rm .git/git-clone/lock; mkdir .git/git-clone/lock", Refused(".git/git-clone/lock is no file")),
        Ours("a directory of ours that is none", "rm -r .git/git-clone; echo x > .git/git-clone", Refused(".git/git-clone is no directory")),
        Ours("what was fetched and is garbage", "mkdir -p .git/git-clone/..tmp-incoming.0/pack; echo garbage > .git/git-clone/..tmp-incoming.0/pack/pack-$CLONED.pack", Ignored("it goes away unread")),
    ];

    /// <summary>A run that was killed when it had checked out nothing yet.</summary>
    private const string Begun = "git fetch -q; echo $CLONED $WANTED main > .git/git-clone/checkout";

    private static Plant Ours(string name, string script, Outcome outcome) => new(name, script, outcome, Nothing("git status; git fetch", "git knows nothing of it"));
}
