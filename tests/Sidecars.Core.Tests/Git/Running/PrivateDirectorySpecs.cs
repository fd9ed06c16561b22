using Sidecars.Support;

namespace Sidecars.Git.Running;

public sealed class PrivateDirectorySpecs
{
    private const UnixFileMode Rw = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public void Only_we_can_enter_it_and_read_what_is_in_it()
    {
        using var directory = new PrivateDirectory(new RecordingLogger());

        var file = directory.Write("config", "secret"u8);

        Assert.Equal(Rw | UnixFileMode.UserExecute, File.GetUnixFileMode(directory.Path));
        Assert.Equal(Rw, File.GetUnixFileMode(file));
        Assert.Equal("secret", File.ReadAllText(file));
    }

    [Fact]
    public void A_file_is_replaced_in_one_step()
    {
        using var directory = new PrivateDirectory(new RecordingLogger());
        var file = directory.Write("config", "a long first secret"u8);
        using var reader = File.OpenText(file);

        directory.Write("config", "second"u8);

        Assert.Equal("a long first secret", reader.ReadToEnd());
        Assert.Equal("second", File.ReadAllText(file));
        Assert.Equal(["config", "lock"], Directory.GetFileSystemEntries(directory.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Nothing_of_it_is_left()
    {
        var directory = new PrivateDirectory(new RecordingLogger());
        directory.Write("config", "secret"u8);

        directory.Dispose();

        Assert.False(Directory.Exists(directory.Path));
    }

    [Fact]
    public void What_a_killed_run_left_goes_and_what_another_run_uses_stays()
    {
        using var used = new PrivateDirectory(new RecordingLogger());
        var left = Directory.CreateTempSubdirectory("git-clone-").FullName;
        Directory.CreateDirectory(Path.Combine(left, "1", "objects"));
        File.WriteAllText(Path.Combine(left, "lock"), "");
        var strange = Directory.CreateTempSubdirectory("git-clone-").FullName;

        using var next = new PrivateDirectory(new RecordingLogger());

        Assert.True(Directory.Exists(used.Path));
        Assert.False(Directory.Exists(left));
        Assert.True(Directory.Exists(strange));
        Directory.Delete(strange);
    }
}
