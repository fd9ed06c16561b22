using System.Collections.Concurrent;

namespace Sidecars.GitHub;

/// <summary>What GitHub said about the App and its installations, and what does not change while we run: not asked for again at each mint.</summary>
internal sealed class AppProfile
{
    /// <summary>The App's name in URLs, by its ID.</summary>
    public ConcurrentDictionary<string, string> Slugs { get; } = [];

    /// <summary>The installations that were asked for, by who asked for which: in a fleet, asking before each mint would use up what the App may ask in an hour.</summary>
    public ConcurrentDictionary<string, FoundInstallation> Installations { get; } = [];

    /// <summary>The accounts of installations, by ID; empty where GitHub knows no such installation.</summary>
    public ConcurrentDictionary<long, string> Accounts { get; } = [];
}
