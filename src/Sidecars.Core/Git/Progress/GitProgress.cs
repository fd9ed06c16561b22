using System.Globalization;

namespace Sidecars.Git.Progress;

/// <summary>How far git says it is.</summary>
/// <param name="Phase">In git's words, of those that are known here: what else a server sends is nothing to pass on.</param>
/// <param name="Percent">Null where git itself does not know how much there will be.</param>
/// <param name="Bytes">As git rounds them; null where nothing is received.</param>
public sealed record GitProgress(string Phase, int? Percent, long? Bytes)
{
    /// <summary>The titles in git's sources, of what a clone, a fetch, a checkout or their server does.</summary>
    private static readonly string[] Phases =
    [
        "Enumerating objects", "Counting objects", "Compressing objects", "Finding sources", "Getting sizes",
        "Receiving objects", "Unpacking objects", "Indexing objects", "Resolving deltas", "Checking objects", "Checking connectivity", "Fetching objects",
        "Updating files", "Checking out files", "Filtering content", "Refreshing index", "Downloading LFS objects",
    ];

    /// <summary>git's, and git-lfs's.</summary>
    private static readonly (string Name, long Bytes)[] Units =
    [
        (" GiB", 1L << 30), (" MiB", 1L << 20), (" KiB", 1L << 10), (" bytes", 1), (" byte", 1),
        (" GB", 1_000_000_000), (" MB", 1_000_000), (" KB", 1000), (" B", 1),
    ];

    /// <summary>Reads what <c>--progress</c> prints in the C locale, without its line end; null for anything else, such as an error.</summary>
    /// <remarks><c>Receiving objects:  45% (450/1000), 1.20 MiB | 3.00 MiB/s</c>, or <c>remote: Enumerating objects: 20, done.</c></remarks>
    public static GitProgress? TryParse(string piece)
    {
        const string fromServer = "remote: ";
        var text = piece.StartsWith(fromServer, StringComparison.Ordinal) ? piece[fromServer.Length..] : piece;
        if (text.Split(": ", 2) is not [var title, var rest] || Array.Find(Phases, phase => phase == title) is not { } phase)
        {
            return null;
        }

        var parts = rest.Split(", ", StringSplitOptions.TrimEntries);
        var (count, total) = Cut(parts[0], '%');
        if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || (total is not null && number > 100))
        {
            return null;
        }

        return new(phase, total is null ? null : number, parts.Skip(1).Select(BytesOf).FirstOrDefault(bytes => bytes is not null));
    }

    /// <summary>A phrase for people: <c>Receiving objects: 45%, 1.2 MiB</c>.</summary>
    public override string ToString()
    {
        var percent = Percent is null ? "" : string.Create(CultureInfo.InvariantCulture, $": {Percent}%");
        var bytes = Bytes is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {Bytes / 1048576.0:0.0} MiB");
        return $"{Phase}{percent}{bytes}";
    }

    /// <summary>The first of <c>1.20 MiB | 3.00 MiB/s</c>; the second is what came in the last second.</summary>
    private static long? BytesOf(string throughput)
    {
        var amount = Cut(throughput, '|').Before.TrimEnd();
        var unit = Array.Find(Units, unit => amount.EndsWith(unit.Name, StringComparison.Ordinal));
        return unit.Name is not null
               && decimal.TryParse(amount[..^unit.Name.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < 1L << 30
            ? (long)(number * unit.Bytes)
            : null;
    }

    private static (string Before, string? After) Cut(string text, char at)
        => text.Split(at, 2, StringSplitOptions.TrimEntries) is [var before, var after] ? (before, after) : (text.Trim(), null);
}
