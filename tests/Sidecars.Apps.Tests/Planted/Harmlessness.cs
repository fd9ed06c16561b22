using System.Globalization;

namespace Sidecars.Apps.Planted;

/// <summary>git-clone over a planted clone runs nothing, calls nobody, changes nothing elsewhere, loses no work, and reports what has to be reported.</summary>
internal static class Harmlessness
{
    public static async Task AssertAsync(Plant plant, bool isCommit)
    {
        var outcome = plant.Outcome;
        await using var planted = await PlantedRepository.PlantAsync(plant);
        var (inside, work, outside) = (await planted.InsideAsync(), await planted.WorkAsync(), await planted.OutsideAsync());

        var run = isCommit ? await planted.GitCloneCommitAsync() : await planted.GitCloneBranchAsync();

        Assert.False(planted.CanaryRan, $"The canary ran. {run.Error}");
        Assert.Empty(planted.StrangePrograms);
        Assert.Equal(0, await planted.CallsElsewhereAsync());
        Assert.Empty(planted.StrangeAddresses);
        Assert.Equal(outside, await planted.OutsideAsync());
        Assert.True(run.ExitCode == ExitCode(), $"{run.ExitCode} {run.Error}");
        if (outcome.Kind == OutcomeKind.Ignored)
        {
            Assert.True(planted.HasWanted(), run.Error);
            return;
        }

        Assert.Contains(outcome.Words, run.LastMessage, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(planted.Clone, run.LastMessage, StringComparison.Ordinal);
        Assert.Equal(Comparable(work), Comparable(await planted.WorkAsync()));
        if (outcome.Kind == OutcomeKind.Refused)
        {
            Assert.Equal(inside, await planted.InsideAsync());
            Assert.DoesNotContain(planted.GitHub, planted.Addresses);
        }

        // What git took away before it came to the file that it cannot write is written again, and then has another date.
        string Comparable(string files) => outcome.Kind == OutcomeKind.Declined ? string.Join('\n', files.Split('\n').Where(line => !line.Contains(' ') || !double.TryParse(line.Split(' ')[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _))) : files;

        int ExitCode() => outcome.Kind switch
        {
            OutcomeKind.Ignored => 0,
            OutcomeKind.LeftAlone when !isCommit => 0,
            OutcomeKind.Declined => 9,
            _ => 8,
        };
    }
}
