using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>git-clone --sync into whatever a volume may hold: it ends as docs/git-sync.md says, and what was there survives.</summary>
public sealed class SyncStartingStateSpecs
{
    private const string Heading = "## What `--sync` finds, and what it does";

    public static TheoryData<string> Rows => SyncStartingStates.Rows(isInPlace: false);

    [Fact]
    public void The_documentation_lists_them()
    {
        var documented = File.ReadLines(Path.Combine(Published.Repository, "docs", "git-sync.md"))
            .SkipWhile(line => line != Heading).Skip(1).TakeWhile(line => !line.StartsWith('#')).Where(line => line.StartsWith('|')).Skip(2);

        Assert.Equal(SyncStartingStates.All.Select(state => $"| {state.Name} | {state.Link?.Words} | {state.InPlace?.Words} |"), documented);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public Task It_ends_as_documented_and_what_was_there_survives(string name) => SyncEnding.AssertAsync(name, isInPlace: false);
}
