using System.Globalization;
using System.Text.Json.Nodes;

namespace Sidecars.Bench;

/// <summary>Containers by runc alone, as containerd starts them, without what Kubernetes and an engine add to it: the pod's own network, mounts as a pod has them, a root that cannot be written.</summary>
internal sealed class Containers(BenchPod pod)
{
    private static readonly string[] OfThisMachine = ["usr", "etc", "bin", "lib", "lib64"];

    /// <summary>Bytes of an image, all its files; one that has several names counts once.</summary>
    public long SizeOf(string image)
        => Usage.OutputOf("find", Root(image), "-type", "f", "-printf", "%i %s\n").Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Sum(line => long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));

    /// <summary>What an image of ours needs to run. With a null image it is this machine's own files, for the script.</summary>
    /// <returns>The directory that runc takes.</returns>
    public string Prepare(string? image, IEnumerable<string> command, IReadOnlyDictionary<string, string> variables)
    {
        var bundle = Directory.CreateDirectory(pod.Path($"container-{Guid.NewGuid():N}")).FullName;
        var root = Directory.CreateDirectory($"{bundle}/rootfs").FullName;
        if (image is not null)
        {
            Usage.Of("cp", ["--archive", $"{Root(image)}/.", root], pod.Variables);
        }
        else
        {
            // Where the machine has links to /usr, so has the container.
            foreach (var directory in OfThisMachine.Where(IsLink))
            {
                File.CreateSymbolicLink($"{root}/{directory}", new DirectoryInfo($"/{directory}").LinkTarget!);
            }
        }

        Usage.Of("runc", ["spec", "--bundle", bundle], pod.Variables);
        var config = JsonNode.Parse(File.ReadAllText($"{bundle}/config.json"))!;
        config["process"]!["terminal"] = false;
        config["process"]!["args"] = new JsonArray([.. command.Select(word => (JsonNode)word)]);
        config["process"]!["env"] = new JsonArray([.. variables.Select(variable => (JsonNode)$"{variable.Key}={variable.Value}")]);
        config["root"] = new JsonObject { ["path"] = "rootfs", ["readonly"] = true };
        var namespaces = config["linux"]!["namespaces"]!.AsArray();
        namespaces.Remove(namespaces.Single(one => (string?)one!["type"] == "network"));
        var mounts = config["mounts"]!.AsArray();
        mounts.Add(Bind(pod.Path(""), pod.Path("")));
        if (image is null)
        {
            foreach (var directory in OfThisMachine.Where(directory => !IsLink(directory)))
            {
                mounts.Add(Bind($"/{directory}", $"/{directory}", "ro"));
            }

            mounts.Add(Bind(Path.GetDirectoryName(BenchPod.Script)!, "/tmp", "ro"));
        }

        File.WriteAllText($"{bundle}/config.json", config.ToJsonString());
        return bundle;
    }

    public Usage Run(string bundle) => Usage.Of("runc", ["run", "--bundle", bundle, $"sidecars-bench-{Guid.NewGuid():N}"], pod.Variables);

    public Container Start(string bundle)
    {
        var container = new Container(pod);
        Usage.Of("runc", ["run", "--detach", "--bundle", bundle, container.Id], pod.Variables);
        return container;
    }

    private static bool IsLink(string directory) => new DirectoryInfo($"/{directory}").LinkTarget is not null;

    private static JsonObject Bind(string source, string destination, string access = "rw")
        => new() { ["type"] = "bind", ["source"] = source, ["destination"] = destination, ["options"] = new JsonArray("rbind", access) };

    private string Root(string image) => Path.Combine(pod.Binaries, "..", "images", image, "root");
}
