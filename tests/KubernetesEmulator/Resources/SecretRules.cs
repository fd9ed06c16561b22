using System.Buffers;
using System.Text;

namespace KubernetesEmulator.Resources;

internal sealed class SecretRules : ResourceRules
{
    private const int DataBytes = 1024 * 1024;
    private static readonly SearchValues<char> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n");

    private const string DefaultType = "Opaque";
    private const string ServiceAccountTokenType = "kubernetes.io/service-account-token";
    private const string ServiceAccountName = "kubernetes.io/service-account.name";

    /// <summary>By type: what all of which has to be there. Of the keys of basic-auth one is enough.</summary>
    private static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> RequiredKeys = new Dictionary<string, IReadOnlyList<string>>
    {
        ["kubernetes.io/ssh-auth"] = ["ssh-privatekey"],
        ["kubernetes.io/tls"] = ["tls.crt", "tls.key"],
        ["kubernetes.io/dockercfg"] = [".dockercfg"],
        ["kubernetes.io/dockerconfigjson"] = [".dockerconfigjson"],
    };

    public override IReadOnlyList<string> Fields => ["data", "stringData", "type", "immutable"];

    public override IReadOnlyCollection<string> SelectableFields => [.. base.SelectableFields, "type"];

    public override void Decode(Resource resource, JsonObject item)
    {
        RequireStrings(resource, item, "type");

        if (item["immutable"] is { } immutable && item.Boolean("immutable") is null)
        {
            throw Undecodable(resource, $"json: cannot unmarshal {TypeOf(immutable)} into Go struct field Secret.immutable of type bool");
        }

        var data = Map(resource, item, "data");

        foreach (var (key, value) in data.ToList())
        {
            data[key] = Convert.ToBase64String(Bytes(resource, value));
        }

        var stringData = Map(resource, item, "stringData");

        foreach (var (key, value) in stringData)
        {
            data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value?.GetValue<string>() ?? ""));
        }

        item.Remove("stringData");
        item.Remove("data");

        if (data.Count > 0)
        {
            item["data"] = data;
        }
    }

    public override void PrepareForCreate(JsonObject item)
    {
        if (string.IsNullOrEmpty(item.String("type")))
        {
            item["type"] = DefaultType;
        }
    }

    public override void PrepareForUpdate(JsonObject item, JsonObject old)
    {
        // Who does not say the type keeps it.
        if (string.IsNullOrEmpty(item.String("type")))
        {
            item["type"] = old.String("type");
        }
    }

    public override IEnumerable<Cause> Validate(JsonObject item)
    {
        var data = item.Object("data") ?? [];
        var type = item.String("type")!;

        foreach (var (key, problem) in data.Select(pair => (pair.Key, NameRules.DataKey(pair.Key))))
        {
            if (problem is not null)
            {
                yield return Cause.Invalid($"data[{key}]", key, problem);
            }
        }

        if (data.Sum(pair => (long)Convert.FromBase64String(pair.Value!.GetValue<string>()).Length) > DataBytes)
        {
            yield return Cause.TooLong("data", DataBytes);
        }

        foreach (var cause in MissingKeys(item, type, data))
        {
            yield return cause;
        }
    }

    public override IEnumerable<Cause> ValidateUpdate(JsonObject item, JsonObject old)
    {
        if (item.String("type") != old.String("type"))
        {
            yield return Cause.Invalid("type", item.String("type")!, "field is immutable");
        }

        if (old.Boolean("immutable") != true)
        {
            yield break;
        }

        if (item.Boolean("immutable") != true)
        {
            yield return Cause.Forbidden("immutable", "field is immutable when `immutable` is set");
        }

        if (!JsonNode.DeepEquals(item["data"], old["data"]))
        {
            yield return Cause.Forbidden("data", "field is immutable when `immutable` is set");
        }
    }

    private static IEnumerable<Cause> MissingKeys(JsonObject item, string type, JsonObject data)
    {
        if (type == "kubernetes.io/basic-auth" && !data.ContainsKey("username") && !data.ContainsKey("password"))
        {
            yield return Cause.Required("data[username]");
            yield return Cause.Required("data[password]");
        }

        if (type == ServiceAccountTokenType && string.IsNullOrEmpty(item.Metadata().StringMap("annotations").GetValueOrDefault(ServiceAccountName)))
        {
            yield return Cause.Required($"metadata.annotations[{ServiceAccountName}]");
        }

        foreach (var key in RequiredKeys.GetValueOrDefault(type) ?? [])
        {
            if (!data.TryGetPropertyValue(key, out var value))
            {
                yield return Cause.Required($"data[{key}]");
            }
            else if (key.StartsWith(".docker", StringComparison.Ordinal) && !IsJson(value!.GetValue<string>()))
            {
                yield return Cause.Invalid($"data[{key}]", "<secret contents redacted>", "invalid character");
            }
        }
    }

    private static bool IsJson(string base64)
    {
        try
        {
            JsonText.Parse(Convert.FromBase64String(base64));
            return true;
        }
        catch (StatusException)
        {
            return false;
        }
    }

    private static JsonObject Map(Resource resource, JsonObject item, string field)
    {
        if (item[field] is null)
        {
            return [];
        }

        if (item[field] is not JsonObject map)
        {
            throw Undecodable(resource, $"json: cannot unmarshal {TypeOf(item[field])} into Go struct field Secret.{field} of type map");
        }

        foreach (var (key, value) in map.Where(pair => pair.Value is not null && map.String(pair.Key) is null))
        {
            throw Undecodable(resource, $"json: cannot unmarshal {TypeOf(value)} into Go struct field Secret.{field} of type string");
        }

        return (JsonObject)map.DeepClone();
    }

    private static byte[] Bytes(Resource resource, JsonNode? value)
    {
        var text = value?.GetValue<string>() ?? "";

        // Line ends are the only white space that Go's decoder passes over.
        var problem = text.IndexOfAny([' ', '\t']);
        var bytes = new byte[text.Length];

        return problem < 0 && Convert.TryFromBase64String(text, bytes, out var length)
            ? bytes[..length]
            : throw Undecodable(resource, $"illegal base64 data at input byte {FirstWrong(text)}");
    }

    private static int FirstWrong(string text)
    {
        var index = text.AsSpan().IndexOfAnyExcept(Base64);

        return index < 0 ? text.Length : index;
    }
}
