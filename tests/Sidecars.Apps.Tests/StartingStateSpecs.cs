using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>git-clone into whatever a volume may hold: it ends as the README says, and work survives.</summary>
public sealed class StartingStateSpecs
{
    public static TheoryData<string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var state in StartingStates.All)
            {
                state.Wishes.ToList().ForEach(wish => rows.Add(state.Name, $"{wish}"));
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task It_ends_as_documented_and_work_survives(string name, string wanted)
    {
        var state = StartingStates.All.Single(state => state.Name == name);
        var wish = Enum.Parse<Wish>(wanted);
        var end = state[wish];
        await using var scene = await Scene.StartAsync();
        await state.ArrangeAsync(scene);
        var commit = scene.Wanted;
        var before = await scene.LookAsync(end.Leaves);

        var run = await scene.RunAsync(wish);

        Assert.True(run.ExitCode == end.ExitCode, run.Error);
        Assert.Contains(run.Messages, message => message.Contains(end.Sentence, StringComparison.Ordinal));
        var after = await scene.LookAsync(end.Leaves);
        if (run.ExitCode == 0 && end.Leaves is Leaves.Nothing or Leaves.Belongings)
        {
            await scene.Clone.AssertIsAtAsync(commit, wish == Wish.Commit ? null : "main", isClean: end.Leaves == Leaves.Nothing);
            var lost = before.Split('\n').Except(after.Split('\n'));
            Assert.All(lost, line => Assert.EndsWith($" ./{end.GivesWay}", line, StringComparison.Ordinal));
        }
        else
        {
            Assert.Equal(before, after);
        }
    }
}
