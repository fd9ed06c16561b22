namespace Sidecars.Apps.Support;

/// <summary>What may be in the directory that git-clone --sync is to publish in, and how it ends then.</summary>
/// <param name="Name">As docs/git-sync.md has it.</param>
/// <param name="ArrangeAsync">Brings it about.</param>
/// <param name="Link">The end with a link and commits side by side; null where there is no such state.</param>
/// <param name="InPlace">The end with --in-place.</param>
internal sealed record SyncStartingState(string Name, Func<SyncScene, Task> ArrangeAsync, SyncEnd? Link, SyncEnd? InPlace)
{
    public SyncEnd? this[bool isInPlace] => isInPlace ? InPlace : Link;
}

/// <summary>How a run ends.</summary>
/// <param name="Words">As docs/git-sync.md has it.</param>
/// <param name="Sentence">Part of what the log says.</param>
/// <param name="Publishes">What it may touch: what is published. Otherwise nothing.</param>
/// <param name="GivesWay">And what has the names of the commit's files, or of its directory.</param>
internal sealed record SyncEnd(string Words, int ExitCode, string Sentence, bool Publishes = false, bool GivesWay = false)
{
    /// <summary>By this run or by the other, whichever came first.</summary>
    public static SyncEnd PublishedByEither => Published with { Sentence = "" };

    public static SyncEnd Published => new("published", 0, "Published ", Publishes: true);

    public static SyncEnd Updated => new("updated", 0, "Published ", Publishes: true);

    public static SyncEnd Finished => new("finished", 0, "A run that was killed has begun to check out", Publishes: true, GivesWay: true);

    public static SyncEnd PublishedAnew => new("published anew", 0, "was changed or is not known to be whole", Publishes: true, GivesWay: true);

    /// <summary>Where something else has that name.</summary>
    public static SyncEnd Replaced => new("published anew", 0, "Published ", Publishes: true, GivesWay: true);

    public static SyncEnd NothingToDo(string sentence = "") => new("nothing to do", 0, sentence);

    public static SyncEnd Refused(string what) => new("exit 8", 8, what);

    public static SyncEnd CannotWrite(string what) => new("exit 7", 7, what);

    public static SyncEnd WrongSetting(string what) => new("exit 3", 3, what);
}
