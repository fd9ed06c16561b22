namespace KubernetesEmulator.Tests.Support;

internal sealed record WatchEvent(string Type, JsonObject Object)
{
    public string Version => (string)Object["metadata"]!["resourceVersion"]!;

    public static WatchEvent Parse(string line)
    {
        var json = JsonNode.Parse(line)!;

        return new((string)json["type"]!, (JsonObject)json["object"]!);
    }
}
