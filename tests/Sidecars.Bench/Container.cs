using System.Text.Json.Nodes;

namespace Sidecars.Bench;

/// <summary>One that runs until it is disposed of.</summary>
internal sealed class Container(BenchPod pod) : IDisposable
{
    public string Id { get; } = $"sidecars-bench-{Guid.NewGuid():N}";

    /// <summary>As this machine numbers it.</summary>
    public int ProcessId => (int)JsonNode.Parse(Usage.OutputOf("runc", "state", Id))!["pid"]!;

    /// <summary>Runs another program in it, as an exec probe does.</summary>
    public Usage Execute(params IEnumerable<string> command) => Usage.Of("runc", ["exec", Id, .. command], pod.Variables);

    public void Dispose() => Usage.Of("runc", ["delete", "--force", Id], pod.Variables);
}
