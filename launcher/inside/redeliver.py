"""Put jobs that a dead worker had taken but not confirmed back into their queue.

Without this they would come back after the visibility timeout of fifteen minutes. Call it only while no
worker runs: a job in progress would be done twice at the same time. Needs DJANGO_SETTINGS_MODULE.
"""

from dzm.celery import app


def redeliver() -> int:
    """Requeue every unconfirmed job, in a transaction each; return how many there were."""
    with app.connection_for_write() as connection:
        channel = connection.default_channel
        with channel.conn_or_acquire() as client:
            tags = [tag.decode() for tag in client.hkeys(channel.qos.unacked_key)]
            for tag in tags:
                channel.qos.restore_by_tag(tag, client, leftmost=True)
    return len(tags)


if __name__ == "__main__":
    print(redeliver())
