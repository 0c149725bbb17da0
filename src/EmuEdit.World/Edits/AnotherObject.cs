using EmuEdit.World.Scenes;
using EmuEdit.World.Texts;

namespace EmuEdit.World.Edits;

/// <summary>An edit of the wrong object, as by a model that ignores the name.</summary>
internal static class AnotherObject
{
    /// <summary>Returns the edit with another outcome; null when the scene has no other object for it.</summary>
    public static Edit? Of(Edit edit)
    {
        if (edit.DrawOn is { } draw)
            return edit.Before.Objects.ToList().FindIndex(o => Names.Of(o) != edit.Object) is >= 0 and var index
                ? edit with
                {
                    DrawAfter = draw(index),
                }
                : null;
        var gone = edit.Before.Objects.Except(edit.After.Objects).ToList();
        var come = edit.After.Objects.Except(edit.Before.Objects).ToList();
        return (gone.Count, come.Count) switch
        {
            (1, 0) => edit.Before.Objects.FirstOrDefault(o => o != gone[0]) is { } other
                ? edit with
                {
                    After = edit.Before.Without(other),
                }
                : null,
            (0, 1) => edit with { After = edit.Before.Plus(Unlike(come[0])) },
            (1, 1) => Changed(edit, gone[0], come[0]),
            _ => null,
        };
    }

    private static Edit? Changed(Edit edit, SceneObject from, SceneObject to)
    {
        foreach (var other in edit.Before.Objects.Where(o => o != from && o.IsSolid == from.IsSolid && o.Kind is not Kind.Sign))
        {
            var changed = other with
            {
                Kind = to.Kind == from.Kind ? other.Kind : to.Kind,
                Color = to.Color == from.Color ? other.Color : to.Color,
                Material = to.Material == from.Material ? other.Material : to.Material,
                Big = to.Big == from.Big ? other.Big : to.Big,
                Pose = to.Pose == from.Pose ? other.Pose : to.Pose,
            };
            if (changed != other)
                return edit with { After = edit.Before.With(other, changed) };
        }
        return null;
    }

    private static SceneObject Unlike(SceneObject o)
    {
        var color = Palette.Names[(Palette.Names.ToList().IndexOf(o.Color) + 3) % Palette.Names.Count];
        return o.IsSolid ? o with { Kind = (Kind)(((int)o.Kind + 1) % 4), Color = color } : o with { Color = color };
    }
}
