using System.Text;

namespace Sidecars.Git.Progress;

/// <summary>Takes what git writes to standard error apart: into progress, and into the words that tell why it failed.</summary>
/// <remarks>
/// git fetch shows how much it has received only without --quiet, and then tells of every ref as well (<c>From URL</c>,
/// <c> * [new branch] main -> origin/main</c>); git clone begins with where to. That is no error, and is left out.
/// </remarks>
public sealed class GitErrorReader
{
    /// <summary>Characters; of more, the last whole lines are kept, and of a longer line its beginning: half a token would not be known as one.</summary>
    private const int Longest = 16 * 1024;

    /// <summary>git writes a hundred percents, each by itself, and waking up for each would cost more than git does. A pipe has room for many.</summary>
    private static readonly TimeSpan BetweenReads = TimeSpan.FromMilliseconds(50);

    private readonly Action<GitProgress> _report;
    private readonly Queue<string> _lines = new();
    private readonly StringBuilder _piece = new();
    private bool _returned;
    private int _length;

    private GitErrorReader(Action<GitProgress> report) => _report = report;

    /// <summary>Reads to the end, and returns all that is no progress, trimmed.</summary>
    /// <param name="ended">Git has ended: from then on nothing is waited for.</param>
    public static async Task<string> ReadAsync(TextReader stderr, Action<GitProgress> report, Task ended)
    {
        var reader = new GitErrorReader(report);
        var buffer = new char[4096];
        while (await stderr.ReadAsync(buffer) is > 0 and var length)
        {
            reader.Take(buffer.AsSpan(0, length));
            if (length < buffer.Length)
            {
                await Task.WhenAny(ended, Task.Delay(BetweenReads));
            }
        }

        reader.End(isLine: !reader._returned);
        return string.Join('\n', reader._lines).Trim();
    }

    private void Take(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (_returned && character != '\n')
            {
                End(isLine: false);
            }

            _returned = character == '\r';
            if (character == '\n')
            {
                End(isLine: true);
            }
            else if (!_returned && _piece.Length < Longest)
            {
                _piece.Append(character);
            }
        }
    }

    /// <param name="isLine">False for what the next piece overwrites, as on a terminal.</param>
    private void End(bool isLine)
    {
        _returned = false;
        var piece = _piece.ToString();
        _piece.Clear();
        if (GitProgress.TryParse(piece) is { } progress)
        {
            _report(progress);
        }
        else if (isLine && !IsRefReport(piece))
        {
            _lines.Enqueue(piece);
            for (_length += piece.Length + 1; _length > Longest && _lines.Count > 1;)
            {
                _length -= _lines.Dequeue().Length + 1;
            }
        }
    }

    /// <summary>A ref that was refused (!) is an error.</summary>
    private static bool IsRefReport(string line)
        => line.StartsWith("From ", StringComparison.Ordinal) || line.StartsWith("Cloning into ", StringComparison.Ordinal) || line.StartsWith("remote: Total ", StringComparison.Ordinal)
           || (line is [' ', '*' or '+' or '-' or 't' or '=' or ' ', ' ', ..] && line.Contains(" -> ", StringComparison.Ordinal));
}
