namespace KubernetesEmulator;

/// <summary>What a restarted server knows of what was before.</summary>
public enum WatchHistory
{
    Kept,

    /// <summary>Who watches from before the restart is told 410.</summary>
    Lost,
}
