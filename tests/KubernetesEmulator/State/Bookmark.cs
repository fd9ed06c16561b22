namespace KubernetesEmulator.State;

/// <summary>Nothing has happened up to here that was not told.</summary>
internal sealed record Bookmark(long Revision) : WatchItem(Revision);
