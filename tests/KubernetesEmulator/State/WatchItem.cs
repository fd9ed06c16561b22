namespace KubernetesEmulator.State;

/// <summary>What a watch is told: that something changed, or how far it has come.</summary>
internal abstract record WatchItem(long Revision);
