using Sidecars.Apps.Support;
using static Sidecars.Apps.Planted.Scripts;

namespace Sidecars.Apps.Planted;

/// <summary>git-clone over a clone in which somebody swaps something all the time, so that whatever was looked at may be another thing when it is used.</summary>
public sealed class RestlessVolumeSpecs
{
    private const int Runs = 6;

    private static readonly string WithDirectory = $"{Author("mkdir directory; seq 200 | while read n; do echo $n > directory/$n; done; git add .")}; git pull -q";

    /// <summary>How it may end: each is documented, and a bug of ours is none of them.</summary>
    private static readonly int[] Ends = [0, 6, 7, 8, 9];

    /// <summary>What is swapped, for what, and what makes the other. All in the clone, or beside it where it is the clone itself.</summary>
    public static TheoryData<string, string, string> Swaps => new()
    {
        { ".git/config", ".other", $"cp .git/config .other; git config -f .other core.fsmonitor $CANARY; git config -f .other url.http://$ELSEWHERE/.insteadOf http://$GITHUB/; git config -f .other http.proxy http://$ELSEWHERE" },
        { ".git/config", ".other", "mkfifo .other" },
        { ".git/HEAD", ".other", "mkfifo .other" },
        { ".git/HEAD", ".other", "echo ref: refs/heads/../../../../outside/victim > .other" },
        { ".git/index", ".other", "ln -s $OUTSIDE/victim .other" },
        { ".git/packed-refs", ".other", "ln -s $OUTSIDE/victim .other" },
        { ".git", ".other", $"{OutsideRepository}; ln -s $OUTSIDE/repo/.git .other" },
        { ".git/refs", ".other", "cp -r .git/refs $OUTSIDE; ln -s $OUTSIDE/refs .other" },
        { ".git/objects", ".other", "cp -r .git/objects $OUTSIDE; ln -s $OUTSIDE/objects .other" },
        { ".git/objects/pack", ".other", "cp -r .git/objects/pack $OUTSIDE; ln -s $OUTSIDE/pack .other" },
        { ".git/git-clone", ".other", "cp -r .git/git-clone $OUTSIDE/ours; ln -s $OUTSIDE/ours .other" },
        { "README.md", "other", "echo mine > $OUTSIDE/victim; ln -s $OUTSIDE/victim other" },
        { "directory", "other", "mkdir $OUTSIDE/directory; ln -s $OUTSIDE/directory other" },
        { "../web", "../other", "cp -r . $OUTSIDE/web; ln -s $OUTSIDE/web ../other" },
        { "../web", "../other", "mkdir $OUTSIDE/empty; ln -s $OUTSIDE/empty ../other" },
    };

    [ConfinedTheory]
    [MemberData(nameof(Swaps))]
    public async Task Nothing_is_run_sent_or_written_elsewhere(string name, string other, string script)
    {
        await using var planted = await PlantedRepository.PlantAsync($"{WithDirectory}; {script}");
        var outside = await planted.OutsideAsync();
        var clone = Path.GetFullPath(planted.Clone);

        for (var run = 0; run < Runs; run++)
        {
            planted.CommitTo("directory/1", $"{run}");
            using var swapping = await Swapping.AlwaysAsync(Path.GetFullPath(name, clone), Path.GetFullPath(other, clone), TimeSpan.FromMilliseconds(run));
            var end = await (run % 2 == 0 ? planted.GitCloneBranchAsync() : planted.GitCloneCommitAsync());

            Assert.True(Ends.Contains(end.ExitCode), $"{end.ExitCode} {end.Error}");
            Assert.False(planted.CanaryRan, $"The canary ran. {end.Error}");
            Assert.Empty(planted.StrangePrograms);
            Assert.Equal(0, await planted.CallsElsewhereAsync());
            Assert.Empty(planted.StrangeAddresses);
        }

        Assert.Equal(outside, await planted.OutsideAsync());
    }

    /// <summary>When, by what appears in which directory; what is swapped then (empty for that itself), for what, and what makes the other.</summary>
    public static TheoryData<string, string, string, string, string> Ambushes => new()
    {
        { ".git/git-clone", "..tmp-incoming", "", ".other", "mkdir $OUTSIDE/incoming; ln -s $OUTSIDE/incoming .other" },
        { ".git/git-clone", "..tmp-incoming", ".git/git-clone", ".other", "mkdir $OUTSIDE/ours; ln -s $OUTSIDE/ours .other" },
        { ".git/git-clone", "..tmp-incoming", ".git", ".other", "cp -r .git $OUTSIDE/git; ln -s $OUTSIDE/git .other" },
        { ".git/git-clone", "..tmp-incoming", "../web", "../other", "mkdir $OUTSIDE/empty; ln -s $OUTSIDE/empty ../other" },
        { ".git/git-clone", "checkout", "../web", "../other", "mkdir $OUTSIDE/empty; ln -s $OUTSIDE/empty ../other" },
        { ".git/git-clone", "checkout", "../web", "../other", "mkdir $OUTSIDE/git; cp -r . $OUTSIDE/web; ln -s $OUTSIDE/web ../other" },
        { ".git/git-clone", "checkout", "directory", "other", "mkdir $OUTSIDE/directory; ln -s $OUTSIDE/directory other" },
        { ".git/git-clone", "checkout", ".git", ".other", "cp -r .git $OUTSIDE/git; ln -s $OUTSIDE/git .other" },
    };

    [ConfinedTheory]
    [MemberData(nameof(Ambushes))]
    public async Task At_no_moment_can_it_be_led_away(string directory, string beginning, string name, string other, string script)
    {
        for (var run = 0; run < Runs; run++)
        {
            await using var planted = await PlantedRepository.PlantAsync($"{WithDirectory}; {script}");
            planted.CommitTo("directory/1", "x");
            planted.CommitTo("directory/new", "x");
            var outside = await planted.OutsideAsync();
            var clone = Path.GetFullPath(planted.Clone);

            using var swapping = await Swapping.OnceAsync(Path.Combine(clone, directory), beginning, name.Length == 0 ? null : Path.GetFullPath(name, clone), Path.GetFullPath(other, clone));
            var end = await (run % 2 == 0 ? planted.GitCloneBranchAsync() : planted.GitCloneCommitAsync());

            Assert.True(Ends.Contains(end.ExitCode), $"{end.ExitCode} {end.Error}");
            Assert.Equal(outside, await planted.OutsideAsync());
        }
    }
}
