namespace Sidecars.Apps.Support;

/// <summary>What may be in the directory that git-clone is to clone into, and how it ends then.</summary>
/// <param name="Name">As docs/git-clone.md has it.</param>
/// <param name="ArrangeAsync">Brings it about.</param>
/// <param name="Branch">The end when a branch is wanted.</param>
/// <param name="Commit">The end when a commit is wanted; null where none can be.</param>
/// <param name="Discarded">The end when a branch is wanted, with --discard-local-changes.</param>
internal sealed record StartingState(string Name, Func<Scene, Task> ArrangeAsync, End Branch, End? Commit, End Discarded)
{
    /// <summary>Where it is all the same what is wanted.</summary>
    public StartingState(string name, Func<Scene, Task> arrangeAsync, End end)
        : this(name, arrangeAsync, end, end, end)
    {
    }

    public End? this[Wish wish] => wish switch { Wish.Branch => Branch, Wish.Commit => Commit, _ => Discarded };

    /// <summary>In one pod one after another, where each leaves the state as it was; otherwise in a pod each.</summary>
    public IEnumerable<Wish[]> Runs
        => Branch.ExitCode != 0 && Wishes.All(wish => this[wish] == Branch) ? [Wishes] : Wishes.Select(wish => new[] { wish });

    private Wish[] Wishes => [.. Enum.GetValues<Wish>().Where(wish => this[wish] is not null)];
}

internal enum Wish
{
    Branch,
    Commit,
    Discarded,
}

/// <summary>How a run ends.</summary>
/// <param name="Words">As docs/git-clone.md has it.</param>
/// <param name="Sentence">Part of what the log says.</param>
/// <param name="Leaves">What is as it was.</param>
/// <param name="GivesWay">But for this file.</param>
internal sealed record End(string Words, int ExitCode, string Sentence, Leaves Leaves, string? GivesWay = null)
{
    public static End Cloned => new("cloned", 0, "Cloned ", Leaves.Belongings);

    public static End Updated => new("updated", 0, "Cloned ", Leaves.Belongings);

    public static End Finished => new("finished", 0, "A run that was killed has begun to check out", Leaves.Nothing);

    public static End NothingToDo => new("nothing to do", 0, " already", Leaves.Work);

    public static End LeftAlone(string what) => new("left alone", 0, what, Leaves.Work);

    /// <summary>What changed is written over; whatever was committed can still be reached.</summary>
    public static End WrittenOver(string? file = null) => new("written over", 0, "Cloned ", Leaves.Belongings, file);

    /// <summary>There is a clone, and it is behind.</summary>
    public static End Refused(string what) => new("exit 8", 8, what, Leaves.Work);

    /// <summary>There is no clone.</summary>
    public static End Untouched(string what) => new("exit 8", 8, $"stays as it is: {what}", Leaves.Everything);

    public static End CannotWrite(string what) => new("exit 7", 7, what, Leaves.Work);
}

internal enum Leaves
{
    /// <summary>Nothing was there that anybody would miss: afterwards there is what the commit has, and no more.</summary>
    Nothing,

    /// <summary>What the commit does not have: commits and files.</summary>
    Belongings,

    /// <summary>All but what is fetched.</summary>
    Work,

    Everything,
}
