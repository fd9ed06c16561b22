namespace KubernetesEmulator.Access;

/// <summary>Whom a RoleBinding or ClusterRoleBinding gives which role.</summary>
internal sealed record Binding(string RoleKind, string RoleName, IReadOnlyList<Subject> Subjects)
{
    public static Binding Of(JsonObject json) => new(
        json.At("roleRef.kind"),
        json.At("roleRef.name"),
        [.. json.Objects("subjects").Select(Subject.Of)]);

    public bool Concerns(User user) => Subjects.Any(subject => subject.Is(user));
}
