namespace EmuEdit.World.Scenes;

/// <summary>Everything that an image shows. Two scenes that differ in one property are an exact edit.</summary>
/// <param name="Place">Ground and backdrop.</param>
/// <param name="Time">Time of day.</param>
/// <param name="Weather">The weather.</param>
/// <param name="Camera">The camera that the scene is seen from.</param>
/// <param name="Objects">One to five objects; no two share kind and look, so that each can be named.</param>
public sealed record Scene(Place Place, Time Time, Weather Weather, Camera Camera, IReadOnlyList<SceneObject> Objects)
{
    /// <summary>Returns the scene with one object replaced.</summary>
    public Scene With(SceneObject old, SceneObject replacement) =>
        this with { Objects = [.. Objects.Select(o => ReferenceEquals(o, old) ? replacement : o)] };

    /// <summary>Returns the scene without one object.</summary>
    public Scene Without(SceneObject gone) => this with { Objects = [.. Objects.Where(o => !ReferenceEquals(o, gone))] };

    /// <summary>Returns the scene with one more object.</summary>
    public Scene Plus(SceneObject added) => this with { Objects = [.. Objects, added] };
}

/// <summary>A camera on the near side that looks at the middle of the scene.</summary>
/// <param name="Height">Height above the ground in metres, 1.4 to 3.</param>
/// <param name="Distance">Distance from the middle in metres, 5.2 to 6.2.</param>
public sealed record Camera(float Height, float Distance)
{
    /// <summary>The camera of pose scenes, because skeletons do not show where the horizon is.</summary>
    public static Camera Default { get; } = new(2.1f, 5.6f);
}

/// <summary>The place of a scene: the ground and what stands on the horizon.</summary>
public enum Place
{
    /// <summary>Grass before green hills.</summary>
    Meadow,
    /// <summary>Sand before dunes.</summary>
    Desert,
    /// <summary>Sand before the sea.</summary>
    Beach,
    /// <summary>Pavement before houses.</summary>
    City,
    /// <summary>Moss before firs.</summary>
    Forest,
    /// <summary>Rock before snow-capped mountains.</summary>
    Mountains,
    /// <summary>Checkered tiles under an open sky.</summary>
    Plaza,
}

/// <summary>Time of day.</summary>
public enum Time
{
    /// <summary>High sun.</summary>
    Day,
    /// <summary>Low orange sun.</summary>
    Sunset,
    /// <summary>Moonlight and stars.</summary>
    Night,
}

/// <summary>Weather.</summary>
public enum Weather
{
    /// <summary>Nothing in the air.</summary>
    Clear,
    /// <summary>Far things fade.</summary>
    Fog,
    /// <summary>Flakes in the air, white on the ground.</summary>
    Snow,
}
