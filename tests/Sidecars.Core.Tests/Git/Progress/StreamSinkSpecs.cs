using System.Text;
using Sidecars.Support;

namespace Sidecars.Git.Progress;

public sealed class StreamSinkSpecs : IDisposable
{
    private static readonly EventFormat Format = new(null);
    private static readonly CloneEvent Starting = new("repo_clone", "2026-11-20T12:00:00.000Z", "https://github.com/acme/app.git", CloneStage.Starting, "Cloning repository...");
    private static readonly CloneEvent Done = Starting with { Stage = CloneStage.Done, Message = "Repository cloned successfully", Commit = "0123" };
    private static readonly string Both = $"{Line(Starting)}\n{Line(Done)}\n";

    private readonly TestDirectory _directory = new();
    private readonly RecordingLogger _logger = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Each_event_is_a_line_and_one_write()
    {
        using var output = new WriteCounter();
        var sink = new StreamSink("standard output", () => output, Format, _logger);

        sink.Send(Starting);
        sink.Send(Done);

        Assert.Equal(Both, Encoding.UTF8.GetString(output.ToArray()));
        Assert.Equal(2, output.Writes);
        await sink.DisposeAsync();
    }

    [Fact]
    public async Task A_file_is_made_and_added_to()
    {
        await SendAsync(_directory["events"]);
        await SendAsync(_directory["events"]);

        Assert.Equal(Both + Both, _directory.Read("events"));
        Assert.Empty(_logger.Lines);
    }

    [Fact]
    public async Task A_link_in_the_place_of_the_file_is_not_followed()
    {
        File.CreateSymbolicLink(_directory["events"], _directory.Write("precious", "mine"));

        await SendAsync(_directory["events"]);

        Assert.Equal("mine", _directory.Read("precious"));
        AssertToldOnce("events: Too many levels of symbolic links; no link on the way is followed");
    }

    [Fact]
    public async Task A_link_that_leads_nowhere_makes_no_file()
    {
        File.CreateSymbolicLink(_directory["events"], _directory["elsewhere"]);

        await SendAsync(_directory["events"]);

        Assert.False(File.Exists(_directory["elsewhere"]));
        AssertToldOnce("no link");
    }

    [Fact]
    public async Task A_link_in_the_place_of_a_directory_is_not_followed()
    {
        Directory.CreateDirectory(_directory["real"]);
        Directory.CreateSymbolicLink(_directory["planted"], _directory["real"]);

        await SendAsync(_directory["planted/events"]);

        Assert.False(File.Exists(_directory["real/events"]));
        AssertToldOnce("planted: Not a directory; no link on the way is followed");
    }

    [Fact]
    public async Task A_file_with_a_second_name_is_left_alone()
    {
        _directory.Write("precious", "mine");
        using var link = System.Diagnostics.Process.Start("ln", [_directory["precious"], _directory["events"]]);
        await link.WaitForExitAsync();

        await SendAsync(_directory["events"]);

        Assert.Equal("mine", _directory.Read("precious"));
        AssertToldOnce("under another name as well");
    }

    [Fact]
    public async Task A_pipe_that_nobody_reads_holds_nothing_up()
    {
        using var pipe = System.Diagnostics.Process.Start("mkfifo", [_directory["events"]]);
        await pipe.WaitForExitAsync();

        await SendAsync(_directory["events"]);

        AssertToldOnce("events: No such device or address");
    }

    [Fact]
    public async Task A_full_disk_is_told_once_and_stops_nothing()
    {
        var sink = new StreamSink("the disk", () => new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0), Format, _logger);

        sink.Send(Starting);
        sink.Send(Done);
        await sink.DisposeAsync();

        Assert.Contains("the disk (No space left on device", Assert.Single(_logger.Lines).Text);
    }

    private async Task SendAsync(string path)
    {
        var sink = new StreamSink(path, () => EventsFile.Open(path), Format, _logger);
        sink.Send(Starting);
        sink.Send(Done);
        await sink.DisposeAsync();
    }

    private void AssertToldOnce(string part) => Assert.Contains(part, Assert.Single(_logger.Lines).Text);

    private static string Line(CloneEvent clone) => Encoding.UTF8.GetString(Format.Bytes(clone));

    private sealed class WriteCounter : MemoryStream
    {
        public int Writes { get; private set; }

        /// <summary>The other overloads come here.</summary>
        public override void Write(byte[] buffer, int offset, int count)
        {
            Writes++;
            base.Write(buffer, offset, count);
        }
    }
}
