using System.Text;
using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Support;

namespace Sidecars.Publishing;

public sealed class TokenDirectorySpecs : IDisposable
{
    private const UnixFileMode Rw = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode RwForGroupToo = Rw | UnixFileMode.GroupRead;
    private const UnixFileMode Rwx = Rw | UnixFileMode.UserExecute;

    private readonly ManualTimeProvider _time = new();
    private readonly RecordingLogger _logger = new();
    private readonly TestDirectory _output = new();

    [Fact]
    public void Files_lie_in_a_generation_behind_one_link()
    {
        Directory().Publish(Files("one"));

        var generation = Assert.Single(_output.Generations);
        Assert.Matches(@"^\.\.2026_11_20_12_00_00\.[0-9a-f]{16}$", generation);
        Assert.Equal(["..data", "token", "token.json", "tokens", generation], _output.Names.Order(StringComparer.Ordinal).OrderBy(name => name == generation));
        Assert.Equal(generation, _output.LinkTarget("..data"));
        Assert.Equal("..data/token", _output.LinkTarget("token"));
        Assert.Equal("..data/token.json", _output.LinkTarget("token.json"));
        Assert.Equal("..data/tokens", _output.LinkTarget("tokens"));
        Assert.Equal("one", _output.Read("token"));
        Assert.Equal("one", _output.Read("tokens/acme"));
        Assert.Equal("{\"one\":1}", _output.Read("token.json"));
    }

    [Fact]
    public void Contents_are_written_to_the_byte_without_a_newline()
    {
        Directory().Publish([new("token", "ghs_x"u8.ToArray()), new("empty", [])]);

        Assert.Equal("ghs_x"u8.ToArray(), File.ReadAllBytes(_output["token"]));
        Assert.Empty(File.ReadAllBytes(_output["empty"]));
    }

    [Fact]
    public void The_next_generation_replaces_the_last_at_once_and_the_links_stay()
    {
        var directory = Directory();
        directory.Publish(Files("one"));
        var first = _output.LinkTarget("..data");

        directory.Publish(Files("two"));

        Assert.NotEqual(first, _output.LinkTarget("..data"));
        Assert.Equal("two", _output.Read("token"));
        Assert.Equal("two", _output.Read("tokens/acme"));
        Assert.Equal("one", _output.Read($"{first}/token"));
        Assert.Equal("..data/token", _output.LinkTarget("token"));
    }

    [Fact]
    public async Task A_reader_who_follows_the_link_once_reads_one_whole_generation()
    {
        var directory = Directory();
        directory.Publish(Files("0"));
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(() =>
        {
            var read = 0;
            for (; !stop.IsCancellationRequested || read == 0; read++)
            {
                var generation = _output.LinkTarget("..data")!;
                var token = _output.Read($"{generation}/token");
                Assert.Equal(token, _output.Read($"{generation}/tokens/acme"));
                Assert.Equal($"{{\"{token}\":1}}", _output.Read($"{generation}/token.json"));
                Assert.NotEmpty(_output.Read("token"));
            }

            return read;
        });

        for (var i = 1; i <= 200; i++)
        {
            directory.Publish(Files($"{i}"));
        }

        await stop.CancelAsync();
        Assert.True(await reading > 0);
    }

    [Theory]
    [InlineData(Rw, Rwx)]
    [InlineData(RwForGroupToo, Rwx | UnixFileMode.GroupRead | UnixFileMode.GroupExecute)]
    [InlineData(RwForGroupToo | UnixFileMode.OtherRead, Rwx | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute)]
    [InlineData(UnixFileMode.UserRead, Rwx)]
    public void Who_may_read_the_files_may_enter_the_directories(UnixFileMode fileMode, UnixFileMode directoryMode)
    {
        Directory(fileMode).Publish(Files("one"));

        Assert.Equal(fileMode, File.GetUnixFileMode(_output["token"]));
        Assert.Equal(fileMode, File.GetUnixFileMode(_output["tokens/acme"]));
        Assert.Equal(directoryMode, File.GetUnixFileMode(_output[_output.Generations[0]]));
        Assert.Equal(directoryMode, File.GetUnixFileMode(_output["..data/tokens"]));
    }

    [Fact]
    public void The_group_that_a_volume_hands_down_stays()
    {
        File.SetUnixFileMode(_output.Path, Rwx | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.SetGroup);

        Directory(RwForGroupToo).Publish(Files("one"));

        Assert.True(File.GetUnixFileMode(_output[_output.Generations[0]]).HasFlag(UnixFileMode.SetGroup));
        Assert.True(File.GetUnixFileMode(_output["..data/tokens"]).HasFlag(UnixFileMode.SetGroup));
        Assert.Equal(RwForGroupToo, File.GetUnixFileMode(_output["token"]));
    }

    [Fact]
    public void Plain_files_in_the_links_places_are_replaced()
    {
        _output.Write("token", "stale");
        _output.Write("..data", "stale");

        Directory().Publish(Files("one"));

        Assert.Equal("one", _output.Read("token"));
        Assert.Equal("..data/token", _output.LinkTarget("token"));
    }

    [Fact]
    public void Links_that_lead_elsewhere_are_replaced_and_nothing_is_written_there()
    {
        using var elsewhere = new TestDirectory();
        elsewhere.Write("token", "untouched");
        File.CreateSymbolicLink(_output["..data"], elsewhere.Path);
        File.CreateSymbolicLink(_output["token"], elsewhere["token"]);

        Directory().Publish(Files("one"));

        Assert.Equal("one", _output.Read("token"));
        Assert.Equal("untouched", elsewhere.Read("token"));
        Assert.Equal(["token"], elsewhere.Names);
    }

    [Fact]
    public void A_write_that_fails_leaves_the_generation_before_as_it_was()
    {
        var directory = Directory();
        directory.Publish(Files("one"));
        var before = _output.Names;

        var error = Assert.Throws<SidecarException>(() => directory.Publish([new("token", "two"u8.ToArray()), new("sub/a", []), new("token", "twice"u8.ToArray())]));

        Assert.Equal(ExitCode.CannotWrite, error.ExitCode);
        Assert.Contains(_output.Path, error.Message);
        Assert.Equal(before, _output.Names);
        Assert.Equal("one", _output.Read("token"));
    }

    [Fact]
    public void A_link_that_cannot_be_made_leaves_the_generation_before_as_it_was()
    {
        var directory = Directory();
        directory.Publish(Files("one"));
        System.IO.Directory.CreateDirectory(_output["new"]);

        var error = Assert.Throws<SidecarException>(() => directory.Publish([new("token", "two"u8.ToArray()), new("new", [])]));

        Assert.Equal(ExitCode.CannotWrite, error.ExitCode);
        Assert.Equal("one", _output.Read("token"));
        Assert.DoesNotContain(_output.Names, name => name.StartsWith("..tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void An_old_generation_is_kept_for_a_minute_for_those_who_still_read_it()
    {
        var directory = Directory();
        directory.Publish(Files("one"));
        var first = _output.LinkTarget("..data")!;
        directory.Publish(Files("two"));
        directory.RemoveOutdated();

        _time.Advance(TimeSpan.FromSeconds(59));
        directory.RemoveOutdated();
        Assert.Equal("one", _output.Read($"{first}/token"));

        _time.Advance(TimeSpan.FromSeconds(1));
        directory.RemoveOutdated();

        Assert.Equal(_output.LinkTarget("..data"), Assert.Single(_output.Generations));
        Assert.Equal("two", _output.Read("token"));
    }

    [Fact]
    public void It_goes_however_many_names_like_its_own_somebody_puts_beside_it()
    {
        for (var i = 0; i < 2000; i++)
        {
            _output.Write($"..2026_01_01_00_00_00.{i:x16}", "somebody's");
        }

        var directory = Directory();
        directory.Publish(Files("one"));
        directory.RemoveOutdated();
        var first = _output.LinkTarget("..data")!;
        directory.Publish(Files("two"));
        directory.RemoveOutdated();

        _time.Advance(TimeSpan.FromMinutes(1));
        directory.RemoveOutdated();

        Assert.False(System.IO.Directory.Exists(_output[first]));
        Assert.Equal("two", _output.Read("token"));
    }

    [Fact]
    public void The_current_generation_is_kept_however_old_it_is()
    {
        var directory = Directory();
        directory.Publish(Files("one"));

        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromHours(1));
            directory.RemoveOutdated();
        }

        Assert.Equal("one", _output.Read("token"));
    }

    [Fact]
    public void Generations_of_an_earlier_run_are_removed_a_minute_after_they_are_first_seen()
    {
        Directory().Publish(Files("earlier"));
        var directory = Directory();
        directory.Publish(Files("one"));
        directory.RemoveOutdated();
        Assert.Equal(2, _output.Generations.Count);

        _time.Advance(TimeSpan.FromMinutes(1));
        directory.RemoveOutdated();

        Assert.Single(_output.Generations);
        Assert.Equal("one", _output.Read("token"));
    }

    [Fact]
    public void What_is_no_generation_is_never_removed()
    {
        string[] others = ["notes", "..mine", "..2026", "..2026_11_20_12_00_00.123456789", "2026_11_20_12_00_00.0123456789abcdef", "..1st-backup-of-what-somebody-put-here"];
        foreach (var other in others)
        {
            System.IO.Directory.CreateDirectory(_output[other]);
            _output.Write($"{other}/file", "somebody's");
        }

        RemoveAllOutdated();

        Assert.All(others, other => Assert.Equal("somebody's", _output.Read($"{other}/file")));
    }

    [Fact]
    public void A_file_by_the_name_of_a_generation_is_left_alone()
    {
        _output.Write("..2026_01_01_00_00_00.0123456789abcdef", "somebody's");

        RemoveAllOutdated();

        Assert.Equal("somebody's", _output.Read("..2026_01_01_00_00_00.0123456789abcdef"));
    }

    [Fact]
    public void A_link_by_the_name_of_a_generation_is_not_followed()
    {
        using var elsewhere = new TestDirectory();
        elsewhere.Write("file", "untouched");
        File.CreateSymbolicLink(_output["..2026_01_01_00_00_00.0123456789abcdef"], elsewhere.Path);

        RemoveAllOutdated();

        Assert.Equal("untouched", elsewhere.Read("file"));
    }

    [Fact]
    public void A_link_inside_a_generation_is_removed_and_not_followed()
    {
        using var elsewhere = new TestDirectory();
        elsewhere.Write("file", "untouched");
        const string planted = "..2026_01_01_00_00_00.0123456789abcdef";
        System.IO.Directory.CreateDirectory(_output[planted]);
        File.CreateSymbolicLink(_output[$"{planted}/tokens"], elsewhere.Path);

        RemoveAllOutdated();

        Assert.Equal("untouched", elsewhere.Read("file"));
        Assert.False(System.IO.Directory.Exists(_output[planted]));
    }

    [Fact]
    public void A_generation_with_more_in_it_than_we_put_there_is_not_emptied_further_down()
    {
        const string planted = "..2026_01_01_00_00_00.0123456789abcdef";
        System.IO.Directory.CreateDirectory(_output[$"{planted}/a/b"]);
        _output.Write($"{planted}/a/b/file", "deep");

        RemoveAllOutdated();

        Assert.Equal("deep", _output.Read($"{planted}/a/b/file"));
    }

    [Fact]
    public void What_a_run_that_was_killed_left_behind_is_removed_first()
    {
        _output.Write("..tmp-token.0123456789abcdef", "half");
        File.CreateSymbolicLink(_output["..tmp-data.0123456789abcdef"], "nowhere");

        Directory().Prepare();

        Assert.Empty(_output.Names);
    }

    [Fact]
    public void Preparing_leaves_what_is_published()
    {
        Directory().Publish(Files("one"));
        var before = _output.Names;

        Directory().Prepare();

        Assert.Equal(before, _output.Names);
        Assert.Equal("one", _output.Read("token"));
    }

    [Fact]
    public void A_directory_that_is_not_there_is_made()
    {
        new TokenDirectory(_output["new"], Rw, _time, _logger).Prepare();

        Assert.Equal(Rwx, File.GetUnixFileMode(_output["new"]));
    }

    [Fact]
    public void A_file_is_no_directory_to_publish_in()
    {
        var error = Assert.Throws<SidecarException>(new TokenDirectory(_output.Write("file", ""), Rw, _time, _logger).Prepare);

        Assert.Equal(ExitCode.CannotWrite, error.ExitCode);
        Assert.Contains(_output["file"], error.Message);
    }

    [Fact]
    public void A_directory_that_goes_away_is_told_and_does_not_end_anything()
    {
        var directory = new TokenDirectory(_output["gone"], Rw, _time, _logger);

        directory.RemoveOutdated();

        Assert.Contains("could not be removed", Assert.Single(_logger.Of(LogLevel.Warning)));
        Assert.Equal(ExitCode.CannotWrite, Assert.Throws<SidecarException>(() => directory.Publish(Files("one"))).ExitCode);
    }

    [Fact]
    public void A_directory_in_memory_needs_no_warning()
    {
        var memory = System.IO.Directory.CreateDirectory($"/dev/shm/sidecars-{Guid.NewGuid():n}");
        try
        {
            new TokenDirectory(memory.FullName, Rw | UnixFileMode.GroupRead, _time, _logger).Prepare();

            Assert.Empty(_logger.Lines);
        }
        finally
        {
            memory.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_directory_that_is_not_in_memory_is_warned_about()
    {
        var onDisk = System.IO.Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, $"disk-{Guid.NewGuid():n}"));
        try
        {
            new TokenDirectory(onDisk.FullName, Rw | UnixFileMode.GroupRead, _time, _logger).Prepare();

            Assert.Contains("not in memory", Assert.Single(_logger.Of(LogLevel.Warning)));
        }
        finally
        {
            onDisk.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("0600", "0755", false)]
    [InlineData("0640", "0755", true)]
    [InlineData("0640", "0750", true)]
    [InlineData("0640", "0700", false)]
    [InlineData("0640", "0701", false)]
    [InlineData("0644", "0755", true)]
    [InlineData("0644", "0750", true)]
    [InlineData("0644", "0700", false)]
    public void When_nobody_else_could_read_the_files_it_says_so(string fileMode, string directoryMode, bool othersRead)
    {
        var directory = System.IO.Directory.CreateDirectory($"/dev/shm/sidecars-{Guid.NewGuid():n}");
        try
        {
            File.SetUnixFileMode(directory.FullName, (UnixFileMode)Convert.ToInt32(directoryMode, 8));

            new TokenDirectory(directory.FullName, (UnixFileMode)Convert.ToInt32(fileMode, 8), _time, _logger).Prepare();

            Assert.Equal(!othersRead, _logger.Of(LogLevel.Warning).Any(line => line.Contains("can read the published files. For others, set --file-mode 0640", StringComparison.Ordinal)));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    public void Dispose() => _output.Dispose();

    private TokenDirectory Directory(UnixFileMode fileMode = Rw) => new(_output.Path, fileMode, _time, _logger);

    private static IReadOnlyList<PublishedFile> Files(string value) =>
    [
        new("token", Encoding.UTF8.GetBytes(value)), new("tokens/acme", Encoding.UTF8.GetBytes(value)), new("token.json", Encoding.UTF8.GetBytes($"{{\"{value}\":1}}")),
    ];

    private void RemoveAllOutdated()
    {
        var directory = Directory();
        directory.RemoveOutdated();
        _time.Advance(TimeSpan.FromMinutes(2));
        directory.RemoveOutdated();
    }
}
