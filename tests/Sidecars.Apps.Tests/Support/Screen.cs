namespace Sidecars.Apps.Support;

/// <summary>What somebody sees at a terminal that is high enough.</summary>
internal sealed class Screen
{
    private readonly List<string> _lines = [""];
    private int _row;
    private int _column;

    /// <summary>Each picture that was there when the cursor had moved up, and the last.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Pictures(string written)
    {
        var screen = new Screen();
        var pictures = new List<IReadOnlyList<string>>();
        for (var i = 0; i < written.Length; i++)
        {
            if (written[i] != '\e')
            {
                screen.Write(written[i]);
                continue;
            }

            var end = i + 2 + written[(i + 2)..].AsSpan().IndexOfAnyExceptInRange('0', '9');
            if (screen.Obey(written[end], written[(i + 2)..end]))
            {
                pictures.Add(screen.Lines);
            }

            i = end;
        }

        return [.. pictures, screen.Lines];
    }

    private IReadOnlyList<string> Lines => [.. _lines.Where(line => line.Length > 0)];

    private void Write(char character)
    {
        switch (character)
        {
            case '\r':
                _column = 0;
                break;
            case '\n':
                _row++;
                if (_row == _lines.Count)
                {
                    _lines.Add("");
                }

                break;
            default:
                _lines[_row] = $"{_lines[_row].PadRight(_column)[.._column]}{character}{(_lines[_row].Length > _column ? _lines[_row][(_column + 1)..] : "")}";
                _column++;
                break;
        }
    }

    /// <returns>Whether the cursor has moved up.</returns>
    private bool Obey(char command, string number)
    {
        switch (command)
        {
            case 'J':
                _lines[_row] = _lines[_row].PadRight(_column)[.._column];
                _lines.RemoveRange(_row + 1, _lines.Count - _row - 1);
                return false;
            case 'A':
                _row -= int.Parse(number, null);
                return true;
            default:
                throw new ArgumentException($"The screen does not know ESC[{number}{command}.");
        }
    }
}
