namespace Sidecars.Bench.Figures;

/// <summary>What is added to a pod's start: the containers of generate-initial-token and git-clone, beside one container with the script, and one with nothing but git, which has a token already.</summary>
internal static class PodStart
{
    private const int WarmUps = 2;
    private const int Runs = 15;

    public static void Measure(BenchPod pod, Table table)
    {
        var containers = new Containers(pod);
        var (ours, theirs) = (pod.Path("clones/ours"), pod.Path("clones/theirs"));
        var token = containers.Prepare("generate-initial-token", ["/generate-initial-token"], pod.Variables);
        var clone = containers.Prepare("git-clone", ["/git-clone", "--repo", "acme/web", "--dest", ours], pod.OfGitClone());
        var script = containers.Prepare(null, ["bash", "/tmp/script.sh", "acme/web", theirs], pod.Variables);
        var git = containers.Prepare("git-clone", ["git", "clone", "--quiet", $"{pod.ServerUrl}/acme/web.git", theirs], pod.OfGit);

        var (walls, scriptWalls, gitWalls) = (new List<double>(), new List<double>(), new List<double>());
        for (var run = 0; run < WarmUps + Runs; run++)
        {
            walls.Add(Run(token) + Run(clone));
            scriptWalls.Add(Run(script));
            gitWalls.Add(Run(git));
        }

        table.Add("added to a pod's start: generate-initial-token and git-clone", walls[WarmUps..], "ms");
        table.Add("  the script, in one container", scriptWalls[WarmUps..], "ms");
        table.Add("  times the script's", [.. walls[WarmUps..].Zip(scriptWalls[WarmUps..], (one, other) => one / other)], "");
        table.Add("  git alone, with a token that is there", gitWalls[WarmUps..], "ms");
        table.Add("  times git's", [.. walls[WarmUps..].Zip(gitWalls[WarmUps..], (one, other) => one / other)], "");
        table.Add("image, generate-initial-token and git-clone", [(containers.SizeOf("generate-initial-token") + containers.SizeOf("git-clone")) / Table.MebiByte], "MiB");
        table.Add("  the files of the script's programs, and what they load", [Closure.Size("bash", "openssl", "curl", "git", "sed", "tr", "date", "mv", "/usr/lib/git-core/git-remote-https") / Table.MebiByte], "MiB");

        double Run(string bundle)
        {
            Directory.CreateDirectory(pod.Path("clones"));
            var usage = containers.Run(bundle);
            if (bundle != token)
            {
                Directory.Delete(pod.Path("clones"), recursive: true);
            }

            return usage.WallMilliseconds;
        }
    }
}
