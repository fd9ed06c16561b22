namespace Sidecars.Linux;

/// <summary>Memory that is not needed any more, for a program that does little and would otherwise keep it for hours.</summary>
/// <remarks>The garbage collector waits for megabytes of garbage before it begins, and then keeps their room. A refresh an hour never gets there.</remarks>
internal static class UnusedMemory
{
    /// <summary>Takes some milliseconds: to be called after work that is done, not within it.</summary>
    public static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Libc.GiveBackFreeMemory();
    }
}
