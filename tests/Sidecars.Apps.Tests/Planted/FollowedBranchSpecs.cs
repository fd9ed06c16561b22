namespace Sidecars.Apps.Planted;

/// <summary>git-clone over each planted clone, to the last commit of the branch.</summary>
public sealed class FollowedBranchSpecs
{
    public static TheoryData<string> Names => Plants.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public Task Following_a_branch_harms_nobody(string name) => Harmlessness.AssertAsync(Plants.Named(name), isCommit: false);
}
