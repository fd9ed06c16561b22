namespace KubernetesEmulator.Http;

/// <summary>The stream is to end here, for no reason that its client could know.</summary>
internal sealed class WatchEnded : Exception;
