using System.Diagnostics;
using Sidecars.Support;

namespace Sidecars.Linux;

public sealed class ConfinementSpecs : IDisposable
{
    private readonly TestDirectory _volume = new();
    private readonly TestDirectory _elsewhere = new();

    [ConfinedFact]
    public void A_program_writes_where_it_may()
    {
        Directory.CreateDirectory(_volume["a"]);
        Directory.CreateDirectory(_volume["b"]);

        Assert.Equal(0, Run("echo x > a/file && mv a/file b && echo y >> b/file && ln -s b/file link && rm -r a && echo x > /dev/null"));

        Assert.Equal(["b", "link"], _volume.Names);
    }

    [ConfinedFact]
    public void It_writes_nowhere_else()
    {
        _elsewhere.Write("precious", "x");
        Directory.CreateSymbolicLink(_volume["link"], _elsewhere.Path);

        foreach (var harm in new[] { "echo y > link/precious", "echo y > link/new", "truncate -s 0 link/precious", "rm link/precious", "mv link/precious .", "ln link/precious .", "mkdir link/new", "ln -s x link/new" })
        {
            Assert.NotEqual(0, Run(harm));
        }

        Assert.Equal(["precious"], _elsewhere.Names);
        Assert.Equal("x", _elsewhere.Read("precious"));
    }

    [ConfinedFact]
    public void A_directory_stays_the_same_whatever_its_name_leads_to_meanwhile()
    {
        Directory.CreateDirectory(_volume["tree"]);
        using var tree = DirectoryHandle.Open(_volume["tree"]);
        Directory.Move(_volume["tree"], _volume["moved"]);
        Directory.CreateSymbolicLink(_volume["tree"], _elsewhere.Path);

        Assert.NotEqual(0, Run("echo x > tree/file", tree));
        Assert.Equal(0, Run("echo x > moved/file", tree));

        Assert.Empty(_elsewhere.Names);
    }

    [ConfinedFact]
    public void We_ourselves_keep_our_rights()
    {
        Run("true");

        _elsewhere.Write("file", "x");
    }

    [Fact]
    public void What_goes_wrong_at_the_start_is_told()
        => Assert.Throws<FileNotFoundException>(() => Confinement.Run(() => throw new FileNotFoundException(), []));

    public void Dispose()
    {
        _volume.Dispose();
        _elsewhere.Dispose();
    }

    /// <summary>Runs a script in the volume that may write there, or only in one directory of it.</summary>
    private int Run(string script, DirectoryHandle? only = null)
    {
        using var volume = DirectoryHandle.Open(_volume.Path);
        Process? shell = null;
        Confinement.Run(() => shell = Process.Start(new ProcessStartInfo("sh", ["-c", script]) { WorkingDirectory = _volume.Path, RedirectStandardError = true }), [only ?? volume]);
        using (shell)
        {
            shell!.WaitForExit();
            return shell.ExitCode;
        }
    }
}
