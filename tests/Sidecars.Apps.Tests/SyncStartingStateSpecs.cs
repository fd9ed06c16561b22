using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>git-clone --sync into whatever a volume may hold: it ends as docs/git-sync.md says, and what was there survives.</summary>
public sealed class SyncStartingStateSpecs
{
    private const string Heading = "## What `--sync` finds, and what it does";

    private static readonly bool[] Forms = [false, true];

    public static TheoryData<string, bool> Rows
    {
        get
        {
            var rows = new TheoryData<string, bool>();
            foreach (var state in SyncStartingStates.All)
            {
                Forms.Where(isInPlace => End(state, isInPlace) is not null).ToList().ForEach(isInPlace => rows.Add(state.Name, isInPlace));
            }

            return rows;
        }
    }

    [Fact]
    public void The_documentation_lists_them()
    {
        var documented = File.ReadLines(Path.Combine(Published.Repository, "docs", "git-sync.md"))
            .SkipWhile(line => line != Heading).Skip(1).TakeWhile(line => !line.StartsWith('#')).Where(line => line.StartsWith('|')).Skip(2);

        Assert.Equal(SyncStartingStates.All.Select(state => $"| {state.Name} | {state.Link?.Words} | {state.InPlace?.Words} |"), documented);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task It_ends_as_documented_and_what_was_there_survives(string name, bool isInPlace)
    {
        var state = SyncStartingStates.All.Single(state => state.Name == name);
        var end = End(state, isInPlace)!;
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

    private static SyncEnd? End(SyncStartingState state, bool isInPlace) => isInPlace ? state.InPlace : state.Link;

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
