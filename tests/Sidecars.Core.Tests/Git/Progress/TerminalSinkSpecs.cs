using System.Text;
using Sidecars.Linux;

namespace Sidecars.Git.Progress;

public sealed class TerminalSinkSpecs : IDisposable
{
    private static readonly CloneEvent App = new("repo_clone", "2026-11-20T12:00:00.000Z", "https://github.com/acme/app.git", CloneStage.Starting, "Cloning repository...");
    private static readonly CloneEvent Lib = App with { Repo = "https://github.com/acme/lib.git" };

    private readonly Screen _screen = new(columns: 40, rows: 8);
    private readonly TerminalSink _sink;

    public TerminalSinkSpecs() => _sink = new(_screen, () => new(40, 8));

    public void Dispose() => _screen.Dispose();

    [Fact]
    public void Each_repository_has_a_line_that_moves_on()
    {
        _sink.Send(App);
        _sink.Send(Lib);
        Assert.Equal(["", "acme/app: Cloning repository...", "acme/lib: Cloning repository..."], _screen.Lines);

        _sink.Send(App with { Stage = CloneStage.Cloning, Message = "Receiving objects: 45%, 1.2 MiB" });
        Assert.Equal(["", "acme/app: Receiving objects: 45%, 1.2 M", "acme/lib: Cloning repository..."], _screen.Lines);

        _sink.Send(App with { Stage = CloneStage.Cloning, Message = "Updating files: 9%" });
        Assert.Equal(["", "acme/app: Updating files: 9%", "acme/lib: Cloning repository..."], _screen.Lines);
    }

    [Fact]
    public async Task What_has_ended_leaves_a_line_above()
    {
        _sink.Send(App);
        _sink.Send(Lib);
        _sink.Send(Lib with { Stage = CloneStage.Error, Message = "Repository not found." });
        Assert.Equal(["acme/lib: failed: Repository not found.", "", "acme/app: Cloning repository..."], _screen.Lines);

        _sink.Send(App with { Stage = CloneStage.Done, Message = "Cloned", Commit = "0123" });
        await _sink.DisposeAsync();
        Assert.Equal(["acme/lib: failed: Repository not found.", "acme/app: Cloned (0123)"], _screen.Lines);
    }

    [Fact]
    public void What_the_log_prints_meanwhile_stays()
    {
        _sink.Send(App);
        _sink.Send(Lib);

        _screen.Write("the log says something\r\n"u8);
        _sink.Send(App with { Stage = CloneStage.Cloning, Message = "Updating files: 9%" });

        Assert.Equal(["the log says something", "", "acme/app: Updating files: 9%", "acme/lib: Cloning repository..."], _screen.Lines);
    }

    [Fact]
    public void More_repositories_than_rows_do_not_scroll_the_drawing_away()
    {
        var many = Enumerable.Range(0, 20).Select(number => App with { Repo = $"https://github.com/acme/{number}.git" }).ToList();

        many.ForEach(_sink.Send);
        many.ForEach(_sink.Send);

        Assert.Equal(["", .. Enumerable.Range(0, 5).Select(number => $"acme/{number}: Cloning repository...")], _screen.Lines);
    }

    [Fact]
    public void At_the_bottom_of_the_screen_it_draws_over_itself_still()
    {
        _screen.Write("1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7\r\n"u8);

        _sink.Send(App);
        _sink.Send(Lib);
        _sink.Send(App);

        Assert.Equal(["2", "3", "4", "5", "6", "7", "", "acme/app: Cloning repository...", "acme/lib: Cloning repository..."], _screen.Lines.TakeLast(9));
        Assert.Equal(10, _screen.Lines.Count);
    }

    [Fact]
    public void Nothing_in_an_event_moves_the_cursor_or_takes_two_lines()
    {
        _sink.Send(App with { Message = "a\u001b[2Jb\nc\u009b" });
        Assert.Equal(["", "acme/app: a [2Jb c"], _screen.Lines);

        _sink.Send(App with { Message = string.Concat(Enumerable.Repeat("漢", 100)) });
        Assert.Equal(["", $"acme/app: {string.Concat(Enumerable.Repeat("漢", 14))}"], _screen.Lines);
    }

    [Fact]
    public void A_terminal_that_is_gone_stops_nothing()
    {
        var sink = new TerminalSink(new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0), () => TerminalSize.Usual);

        sink.Send(App);
        sink.Send(App with { Stage = CloneStage.Done });
    }

    /// <summary>As much of a terminal as the sink uses. Lines that scrolled away are kept.</summary>
    private sealed class Screen(int columns, int rows) : MemoryStream
    {
        private readonly List<StringBuilder> _lines = [new()];
        private int _row;
        private int _column;

        /// <summary>Without the blanks behind them, and without empty ones at the end.</summary>
        public IReadOnlyList<string> Lines
        {
            get
            {
                var lines = _lines.Select(line => line.ToString().TrimEnd()).ToList();
                return lines[..(lines.FindLastIndex(line => line.Length > 0) + 1)];
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            var text = Encoding.UTF8.GetString(buffer);
            for (var i = 0; i < text.Length; i++)
            {
                switch (text[i])
                {
                    case '\r':
                        _column = 0;
                        break;
                    case '\n':
                        if (++_row == _lines.Count)
                        {
                            _lines.Add(new());
                        }

                        break;
                    case '\u001b':
                        var end = text.AsSpan(i).IndexOfAny('A', 'J');
                        Obey(text.Substring(i + 2, end - 2), text[i + end]);
                        i += end;
                        break;
                    default:
                        Assert.False(char.IsControl(text[i]));
                        Assert.True(_column < columns);
                        _lines[_row].Length = Math.Max(_lines[_row].Length, _column + 1);
                        _lines[_row][_column++] = text[i];
                        break;
                }
            }
        }

        private void Obey(string number, char command)
        {
            if (command == 'A')
            {
                _row = Math.Max(Math.Max(0, _lines.Count - rows), _row - int.Parse(number, System.Globalization.CultureInfo.InvariantCulture));
                return;
            }

            _lines[_row].Length = Math.Min(_lines[_row].Length, _column);
            for (var below = _row + 1; below < _lines.Count; below++)
            {
                _lines[below].Clear();
            }
        }
    }
}
