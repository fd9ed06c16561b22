namespace Sidecars.Apps.Chaos;

/// <summary>In the order of the report.</summary>
internal enum ChaosPart
{
    Promise,
    PublishedPromise,
    MintLimit,
    LostAnswers,
    KilledPublish,
    LocalFaults,
}
