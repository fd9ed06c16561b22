namespace KubernetesEmulator.Access;

internal sealed record Subject(string Kind, string Namespace, string Name)
{
    public static Subject Of(JsonObject json) =>
        new(json.String("kind") ?? "", json.String("namespace") ?? "", json.String("name") ?? "");

    public bool Is(User user) => Kind switch
    {
        "ServiceAccount" => user.Name == $"system:serviceaccount:{Namespace}:{Name}",
        "User" => user.Name == Name,
        "Group" => user.Groups.Contains(Name),
        _ => false,
    };
}
