using System.Globalization;

namespace Sidecars.Tokens;

/// <summary>How many tokens may be minted for an owner: some at once, and from then on one each so often.</summary>
public sealed record MintLimit(int Burst, TimeSpan Each)
{
    /// <summary>Nobody ever has to wait for longer, whatever the clock or a damaged state says.</summary>
    private static readonly TimeSpan LongestEach = TimeSpan.FromDays(1);

    /// <summary>Reads <c>BURST/MINUTES</c>.</summary>
    /// <exception cref="FormatException">It is not that, or not positive.</exception>
    public static MintLimit Parse(string text)
        => text.Split('/') is [var burst, var minutes]
           && int.TryParse(burst, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 1_000_000
           && double.TryParse(minutes, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var each) && each <= LongestEach.TotalMinutes && TimeSpan.FromMinutes(each) > TimeSpan.Zero
            ? new(count, TimeSpan.FromMinutes(each))
            : throw new FormatException("write BURST/MINUTES, as in 3/1: three at once, then one a minute.");

    /// <summary>How long to wait before the next mint.</summary>
    /// <param name="paidUntil">See <see cref="Pay"/>.</param>
    public TimeSpan Wait(TimeSpan paidUntil, TimeSpan now) => paidUntil - now - (Burst - 1) * Each is { Ticks: > 0 } wait ? wait < LongestEach ? wait : LongestEach : TimeSpan.Zero;

    /// <summary>Counts a mint: each takes the point up to which all are paid for one further (the generic cell rate algorithm).</summary>
    public TimeSpan Pay(TimeSpan paidUntil, TimeSpan now) => (paidUntil > now ? paidUntil : now) + Each;
}
