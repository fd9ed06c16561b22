using System.Text;
using Sidecars.Linux;

namespace Sidecars.Git.Progress;

/// <summary>Draws one line for each repository that is being cloned, and leaves one for each that has ended.</summary>
/// <remarks>
/// The cursor rests on an empty line above the drawing, at its beginning. What others print to the terminal meanwhile,
/// such as the log, lands there, stays, and moves the next drawing down.
/// </remarks>
/// <param name="size">Looked at before each drawing: people resize their windows.</param>
public sealed class TerminalSink(Stream terminal, Func<TerminalSize> size) : IEventSink
{
    private const string EraseBelow = "\u001b[J";

    private readonly List<(string Repo, string Line)> _lines = [];
    private bool _failed;

    public void Send(CloneEvent clone)
    {
        var line = $"{NameOf(clone.Repo)}: {TextOf(clone)}";
        var at = _lines.FindIndex(drawn => drawn.Repo == clone.Repo);
        if (clone.Stage is CloneStage.Done or CloneStage.Error)
        {
            if (at >= 0)
            {
                _lines.RemoveAt(at);
            }

            Draw(line);
            return;
        }

        if (at < 0)
        {
            _lines.Add((clone.Repo, line));
        }
        else
        {
            _lines[at] = (clone.Repo, line);
        }

        Draw(null);
    }

    public ValueTask DisposeAsync()
    {
        Write(EraseBelow);
        return ValueTask.CompletedTask;
    }

    /// <param name="ended">Stays above the drawing; null for nothing.</param>
    private void Draw(string? ended)
    {
        var (columns, rows) = size();
        var drawing = new StringBuilder($"\r{EraseBelow}");
        if (ended is not null)
        {
            drawing.Append(Fitted(ended, columns)).Append("\r\n");
        }

        // What does not fit on the screen would scroll away, out of the cursor's reach.
        var shown = Math.Min(_lines.Count, Math.Max(1, rows - 3));
        foreach (var (_, line) in _lines.Take(shown))
        {
            drawing.Append("\r\n").Append(Fitted(line, columns));
        }

        Write(shown == 0 ? drawing.ToString() : $"{drawing}\r\u001b[{shown}A");
    }

    private void Write(string text)
    {
        try
        {
            if (!_failed)
            {
                terminal.Write(Encoding.UTF8.GetBytes(text));
                terminal.Flush();
            }
        }
        catch (IOException)
        {
            // The terminal is gone, and whoever looked at it.
            _failed = true;
        }
    }

    private static string NameOf(string repo)
    {
        var name = repo.Split("://", 2)[^1];
        name = name[(name.IndexOf('/') + 1)..];
        return name.EndsWith(".git", StringComparison.Ordinal) ? name[..^".git".Length] : name;
    }

    private static string TextOf(CloneEvent clone) => clone.Stage switch
    {
        CloneStage.Done => $"{clone.Message} ({clone.Commit})",
        CloneStage.Error => $"failed: {clone.Message}",
        _ => clone.Message,
    };

    /// <summary>A line that wrapped would take two. Outside of ASCII a character may be two columns wide.</summary>
    private static string Fitted(string line, int columns)
    {
        var fitted = new StringBuilder();
        var width = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            width += rune.IsAscii ? 1 : 2;
            if (width >= columns)
            {
                break;
            }

            fitted.Append(Rune.IsControl(rune) ? new Rune(' ') : rune);
        }

        return fitted.ToString();
    }
}
