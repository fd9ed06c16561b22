using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>The same in place, beside the other for the sake of time.</summary>
public sealed class SyncInPlaceStartingStateSpecs
{
    public static TheoryData<string> Rows => SyncStartingStates.Rows(isInPlace: true);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task It_ends_as_documented_and_what_was_there_survives(string name) => SyncEnding.AssertAsync(name, isInPlace: true);
}
