namespace KubernetesEmulator.Machinery;

/// <summary>One thing that is wrong with one field.</summary>
internal sealed record Cause(string Reason, string Message, string Field)
{
    public static Cause Required(string field, string? detail = null) => new("FieldValueRequired", "Required value" + (detail is null ? "" : ": " + detail), field);

    public static Cause Invalid(string field, string value, string detail) => new("FieldValueInvalid", $"Invalid value: \"{value}\": {detail}", field);

    public static Cause Forbidden(string field, string detail) => new("FieldValueForbidden", "Forbidden: " + detail, field);

    public static Cause NotSupported(string field, string value, params IReadOnlyList<string> supported) =>
        new("FieldValueNotSupported", $"Unsupported value: \"{value}\": supported values: {string.Join(", ", supported.Select(name => $"\"{name}\""))}", field);

    public static Cause TooLong(string field, int bytes) => new("FieldValueTooLong", $"Too long: may not be more than {bytes} bytes", field);
}
