using System.Globalization;
using System.Text.Json;

namespace GitHubEmulator.Tests.OpenApi;

/// <summary>As much of OpenAPI 3.0's JSON schema as GitHub's description uses.</summary>
internal sealed class Schema(JsonElement definition, JsonElement root)
{
    /// <returns>What is wrong, each with where; nothing when the value is valid.</returns>
    public IEnumerable<string> Errors(JsonElement value, string path = "$")
    {
        if (definition.TryGetProperty("$ref", out var reference))
        {
            return Resolve(reference.GetString()!).Errors(value, path);
        }

        if (value.ValueKind == JsonValueKind.Null && Has("nullable"))
        {
            return [];
        }

        return
        [
            .. TypeErrors(value, path),
            .. EnumErrors(value, path),
            .. FormatErrors(value, path),
            .. ObjectErrors(value, path),
            .. ItemErrors(value, path),
            .. CombinationErrors(value, path),
        ];
    }

    private Schema Resolve(string reference) =>
        new(reference.Split('/')[1..].Aggregate(root, (element, name) => element.GetProperty(name)), root);

    private bool Has(string flag) => definition.TryGetProperty(flag, out var value) && value.ValueKind == JsonValueKind.True;

    private IEnumerable<Schema> All(string keyword) =>
        definition.TryGetProperty(keyword, out var schemas) ? schemas.EnumerateArray().Select(schema => new Schema(schema, root)) : [];

    private IEnumerable<string> TypeErrors(JsonElement value, string path)
    {
        if (!definition.TryGetProperty("type", out var type))
        {
            return [];
        }

        var fits = type.GetString() switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "number" => value.ValueKind == JsonValueKind.Number,
            var unknown => throw new NotSupportedException($"The schema has a type {unknown}."),
        };

        return fits ? [] : [$"{path} is {value.ValueKind}, not {type}"];
    }

    private IEnumerable<string> EnumErrors(JsonElement value, string path) =>
        !definition.TryGetProperty("enum", out var allowed) || allowed.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value))
            ? []
            : [$"{path} is none of {allowed}"];

    private IEnumerable<string> FormatErrors(JsonElement value, string path)
    {
        if (!definition.TryGetProperty("format", out var format) || value.ValueKind != JsonValueKind.String)
        {
            return [];
        }

        var text = value.GetString()!;
        var fits = format.GetString() switch
        {
            "date-time" => DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            "uri" => Uri.IsWellFormedUriString(text, UriKind.Absolute),
            _ => true,
        };

        return fits ? [] : [$"{path} is not a {format}"];
    }

    private IEnumerable<string> ObjectErrors(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var missing = definition.TryGetProperty("required", out var required)
            ? required.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{path}.{name} is missing")
            : [];

        return missing.Concat(value.EnumerateObject().SelectMany(member => MemberErrors(member, path)));
    }

    private IEnumerable<string> MemberErrors(JsonProperty member, string path)
    {
        if (definition.TryGetProperty("properties", out var properties) && properties.TryGetProperty(member.Name, out var schema))
        {
            return new Schema(schema, root).Errors(member.Value, $"{path}.{member.Name}");
        }

        if (!definition.TryGetProperty("additionalProperties", out var additional))
        {
            return [];
        }

        return additional.ValueKind switch
        {
            JsonValueKind.False => [$"{path}.{member.Name} is unknown"],
            JsonValueKind.Object => new Schema(additional, root).Errors(member.Value, $"{path}.{member.Name}"),
            _ => [],
        };
    }

    private IEnumerable<string> ItemErrors(JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.Array && definition.TryGetProperty("items", out var items)
            ? value.EnumerateArray().SelectMany((item, index) => new Schema(items, root).Errors(item, $"{path}[{index}]"))
            : [];

    private IEnumerable<string> CombinationErrors(JsonElement value, string path)
    {
        var oneOf = All("oneOf").Select(schema => schema.Errors(value, path).ToList()).ToList();
        var anyOf = All("anyOf").Select(schema => schema.Errors(value, path).ToList()).ToList();

        return
        [
            .. All("allOf").SelectMany(schema => schema.Errors(value, path)),
            .. anyOf.Count == 0 || anyOf.Exists(errors => errors.Count == 0) ? [] : anyOf.SelectMany(errors => errors),
            .. oneOf.Count == 0 || oneOf.Count(errors => errors.Count == 0) == 1 ? [] : oneOf.SelectMany(errors => errors).Append($"{path} is not exactly one of {oneOf.Count}"),
        ];
    }
}
