namespace Sidecars.Linux;

public readonly record struct TerminalSize(int Columns, int Rows)
{
    /// <summary>What terminals have been since there were any, for one that does not tell.</summary>
    public static readonly TerminalSize Usual = new(80, 24);
}
