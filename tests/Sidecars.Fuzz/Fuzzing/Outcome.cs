namespace Sidecars.Fuzz.Fuzzing;

/// <summary>What became of a target's inputs.</summary>
internal sealed class Outcome(Target target)
{
    public Target Target => target;

    public long Inputs { get; set; }

    /// <summary>Of them, as they stand in the corpus.</summary>
    public long Seeds { get; set; }

    public long Accepted { get; set; }

    public long Refused { get; set; }

    public TimeSpan Slowest { get; set; }

    public int SlowestLength { get; set; }

    /// <summary>Of inputs that are not so short that what any takes would outweigh it.</summary>
    public double MostBytesPerByte { get; set; }

    public List<Finding> Findings { get; } = [];
}

/// <param name="What">In a sentence.</param>
/// <param name="File">Where the input is.</param>
internal sealed record Finding(string What, string File, byte[] Input)
{
    private const int Shown = 64;

    public override string ToString() => $"{What}\n  {Input.Length} bytes, in {File}\n  {Convert.ToHexStringLower(Input.AsSpan(0, Math.Min(Input.Length, Shown)))}{(Input.Length > Shown ? "..." : "")}";
}
