using Sidecars.Cli;

namespace Sidecars.Fuzz.Fuzzing;

/// <summary>A parser, or several that read the same.</summary>
/// <param name="Name">Also that of its corpus.</param>
/// <param name="Run">True when the input was taken, false when it was refused by a value. Whatever else must hold, it throws <see cref="BrokenPromiseException"/> for.</param>
/// <param name="Files">In which files of src what it runs is.</param>
internal sealed record Target(string Name, Func<Input, bool> Run, params string[] Files)
{
    /// <summary>Of 10: those that are slow by their nature get fewer inputs.</summary>
    public int Share { get; init; } = 10;

    /// <summary>What is read holds a secret: no sentence may quote it.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Bytes of an input.</summary>
    public int Longest { get; init; } = 64 * 1024;

    /// <summary>Bytes that may be allocated whatever the input is.</summary>
    public long FixedBytes { get; init; } = 512 * 1024;

    /// <summary>Bytes that may be allocated besides for each byte of the input.</summary>
    public long BytesPerByte { get; init; } = 100;

    /// <summary>What its callers expect, besides a sentence with an exit code.</summary>
    public Func<Exception, bool> IsExpected { get; init; } = _ => false;

    public bool Documents(Exception e) => e is SidecarException { ExitCode: not ExitCode.Bug } || IsExpected(e);

    public override string ToString() => Name;
}

/// <summary>A parser took what it must not take, or made something else of it than it promises.</summary>
internal sealed class BrokenPromiseException(string promise) : Exception(promise)
{
    public static void Unless(bool holds, string promise)
    {
        if (!holds)
        {
            throw new BrokenPromiseException(promise);
        }
    }
}
