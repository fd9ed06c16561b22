namespace Sidecars.Apps.Planted;

/// <summary>git-clone over each planted clone, to a commit that is named.</summary>
public sealed class PinnedCommitSpecs
{
    public static TheoryData<string> Names => Plants.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public Task Going_to_a_commit_harms_nobody(string name) => Harmlessness.AssertAsync(Plants.Named(name), isCommit: true);
}
