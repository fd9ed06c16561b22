namespace Sidecars.Apps.Support;

/// <summary>A run of git-clone --sync into a starting state, and what became of everything that was there.</summary>
internal static class SyncEnding
{
    /// <param name="name">Of the state, as docs/git-sync.md has it.</param>
    public static async Task AssertAsync(string name, bool isInPlace)
    {
        var state = SyncStartingStates.All.Single(state => state.Name == name);
        var end = state[isInPlace]!;
        await using var scene = new SyncScene(await Scene.StartAsync(), isInPlace);
        await state.ArrangeAsync(scene);
        var wanted = scene.Scene.Wanted;
        var before = await scene.LookAsync();

        var run = await scene.RunAsync();

        Assert.True(run.ExitCode == end.ExitCode, run.Error);
        Assert.Contains(run.Messages, message => message.Contains(end.Sentence, StringComparison.Ordinal));
        await AssertNothingElseChangedAsync(scene, end, before.Split('\n'), (await scene.LookAsync()).Split('\n'));
        if (end.ExitCode == 0)
        {
            await scene.AssertIsPublishedAsync(wanted);
        }
    }

    private static async Task AssertNothingElseChangedAsync(SyncScene scene, SyncEnd end, string[] before, string[] after)
    {
        string[] ours = scene.IsInPlace ? [scene.Directory] : [scene.Directory, scene.Commits, $"{scene.Commits}/lock"];
        string[] published = scene.IsInPlace || !end.Publishes ? [] : [scene.Tree, $"{scene.Commits}/{scene.Scene.Wanted}"];
        var (old, wanted) = scene.IsInPlace && end.Publishes
            ? (await scene.PathsAsync(scene.Scene.First, withDirectories: false), await scene.PathsAsync(scene.Scene.Wanted, withDirectories: true))
            : (new HashSet<string>(), new HashSet<string>());

        Assert.All(before.Except(after).Select(PathIn), gone => Assert.True(
            old.Contains(gone)
            || (end.GivesWay && wanted.Contains(gone))
            || (end.Publishes && (gone == scene.Tree || IsBelow(gone, $"{scene.Commits}/..tmp-")))
            || (end.GivesWay && IsBelow(gone, $"{scene.Commits}/{scene.Scene.Wanted}")), $"{gone} is gone, or changed"));
        Assert.All(after.Except(before).Select(PathIn), come => Assert.True(
            ours.Contains(come) || wanted.Contains(come) || published.Any(path => IsBelow(come, path)), $"{come} was made, or changed"));

        // What is printed of a file ends with its path, and that of a link with where it leads.
        string PathIn(string line) => line.IndexOf(scene.Pod.Root, StringComparison.Ordinal) is >= 0 and var start ? line[start..].Split(' ')[0] : line;

        static bool IsBelow(string path, string name) => path.StartsWith(name, StringComparison.Ordinal);
    }
}
