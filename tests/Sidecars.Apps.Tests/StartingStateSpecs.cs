using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>git-clone into whatever a volume may hold: it ends as docs/git-clone.md says, and work survives.</summary>
public sealed class StartingStateSpecs
{
    private const string Comma = ", ";

    public static TheoryData<string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var state in StartingStates.All)
            {
                state.Runs.ToList().ForEach(wishes => rows.Add(state.Name, string.Join(Comma, wishes)));
            }

            return rows;
        }
    }

    [Fact]
    public void The_documentation_lists_them()
    {
        var documented = File.ReadLines(Path.Combine(Published.Repository, "docs", "git-clone.md")).Where(line => line.StartsWith('|')).Skip(2);

        Assert.Equal(StartingStates.All.Select(state => $"| {state.Name} | {state.Branch.Words} | {state.Commit?.Words} | {state.Discarded.Words} |"), documented);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task It_ends_as_documented_and_work_survives(string name, string wanted)
    {
        var state = StartingStates.All.Single(state => state.Name == name);
        await using var scene = await Scene.StartAsync();
        await state.ArrangeAsync(scene);

        foreach (var wish in wanted.Split(Comma).Select(Enum.Parse<Wish>))
        {
            await RunAsync(scene, wish, state[wish]!);
        }
    }

    private static async Task RunAsync(Scene scene, Wish wish, End end)
    {
        _ = scene.Wanted;
        var before = await scene.LookAsync(end.Leaves);

        var run = await scene.RunAsync(wish);

        Assert.True(run.ExitCode == end.ExitCode, run.Error);
        Assert.Contains(run.Messages, message => message.Contains(end.Sentence, StringComparison.Ordinal));
        var after = await scene.LookAsync(end.Leaves);
        switch (end.Leaves)
        {
            case Leaves.Nothing:
                // It had a branch checked out when it was killed, and is on that.
                await scene.Clone.AssertIsAtAsync(scene.Wanted, "main");
                break;
            case Leaves.Belongings:
                await scene.Clone.AssertIsAtAsync(scene.Wanted, wish == Wish.Commit ? null : "main", isClean: false);
                var lost = before.Split('\n').Except(after.Split('\n'));
                Assert.All(lost, line => Assert.EndsWith($" ./{end.GivesWay}", line, StringComparison.Ordinal));
                break;
            default:
                Assert.Equal(before, after);
                break;
        }
    }
}
