namespace KubernetesEmulator.Tests.Support;

internal sealed record ClientRun(int ExitCode, string Output, string Error)
{
    public JsonObject Json => (JsonObject)JsonNode.Parse(Output)!;
}
